package io.quark.api.instance;

import io.quark.api.bind.Field;
import java.util.Map;
import java.util.Optional;

/** What {@code PATCH /v1/instances/{instance}} takes. */
public record InstancePatch(
        @Field(
                maxLength = 63,
                pattern = InstanceBody.HOST_NAME,
                form = "must be a host name (RFC 1123): letters, digits, dots and dashes",
                says = "New name; the guest's host name stays.")
        Optional<String> name,

        @Field(says = "Labels to set; one with null or an empty value is taken away, others stay.")
        Map<String, String> labels) {}
