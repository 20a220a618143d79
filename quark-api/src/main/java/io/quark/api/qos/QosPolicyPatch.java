package io.quark.api.qos;

import io.quark.api.bind.Field;
import java.util.List;
import java.util.Optional;

/** What {@code PATCH /v1/qos-policies/{qos_policy}} takes; what is left out stays. */
public record QosPolicyPatch(
        @Field(
                maxLength = 63,
                pattern = QosPolicyBody.NAME,
                form = QosPolicyBody.NAME_FORM,
                says = "New name, unique in the project.")
        Optional<String> name,

        @Field(maxLength = QosPolicyBody.DESCRIPTION, says = "What it is for.")
        Optional<String> description,

        @Field(says = "Whether other projects may use it.") Optional<Boolean> shared,

        @Field(maxItems = QosPolicyBody.MOST_RULES, says = "All of its rules from now on.")
        List<QosRuleBody> rules) {}
