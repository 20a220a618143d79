package io.quark.api.port;

import io.quark.api.bind.Field;
import io.quark.api.network.Tags;
import io.quark.api.security.SecurityBody;
import java.util.List;
import java.util.Optional;

/** What {@code PATCH /v1/ports/{port}} takes; what is left out stays. */
public record PortPatch(
        @Field(maxLength = 63, pattern = PortBody.NAME, form = PortBody.NAME_FORM, says = "New name.")
        Optional<String> name,

        @Field(
                maxItems = Tags.MOST,
                maxLength = Tags.LENGTH,
                pattern = Tags.PATTERN,
                form = Tags.FORM,
                says = "All of its tags from now on.")
        List<String> tags,

        @Field(says = "What uses it from now on; null: nothing does.")
        Optional<DeviceBody> device,

        @Field(
                maxLength = 63,
                says = "Its own QoS policy from now on, by id or name; null or \"none\": it is under its network's.")
        Optional<String> qosPolicy,

        @Field(says = "What may reach it from now on, and what it may reach; null: everything.")
        Optional<SecurityBody> security) {}
