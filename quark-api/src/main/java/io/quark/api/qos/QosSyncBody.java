package io.quark.api.qos;

import io.quark.api.bind.Field;
import java.util.List;

/** What {@code POST /v1/qos-policies/{qos_policy}/sync} takes. */
public record QosSyncBody(
        @Field(maxItems = 1_000, maxLength = 255, says = "Names of computes; all that carry the policy unless given.")
        List<String> hosts) {}
