package io.quark.api.qos;

import io.quark.api.bind.Field;
import java.util.List;
import java.util.Optional;

/** What {@code POST /v1/qos-policies} takes. */
public record QosPolicyBody(
        @Field(
                required = true,
                maxLength = 63,
                pattern = QosPolicyBody.NAME,
                form = QosPolicyBody.NAME_FORM,
                says = "Name, unique in the project.",
                example = "\"gold\"")
        Optional<String> name,

        @Field(maxLength = QosPolicyBody.DESCRIPTION, says = "What it is for.")
        Optional<String> description,

        @Field(says = "Whether other projects may use it; false unless given.")
        Optional<Boolean> shared,

        @Field(
                maxItems = QosPolicyBody.MOST_RULES,
                says = "At most one of each type and direction.",
                example = "[{\"type\": \"bandwidth_limit\", \"direction\": \"egress\", \"max_kbps\": 20000}]")
        List<QosRuleBody> rules) {

    static final String NAME = "[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?";
    static final String NAME_FORM =
            "must be letters, digits, dots, dashes and underscores, and begin and end with a letter or digit";
    static final int DESCRIPTION = 1_024;

    /** One more than there can be of different ones would do; so every double one is named. */
    static final int MOST_RULES = 16;
}
