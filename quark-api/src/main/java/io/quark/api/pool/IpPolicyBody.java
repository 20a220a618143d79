package io.quark.api.pool;

import io.quark.api.bind.Field;
import io.quark.net.model.PolicyRules;
import java.util.List;
import java.util.Optional;

/** What {@code POST /v1/ip-policies} takes. */
public record IpPolicyBody(
        @Field(
                required = true,
                maxLength = 63,
                pattern = IpPolicyBody.NAME,
                form = IpPolicyBody.NAME_FORM,
                says = "Name, unique in the project.")
        Optional<String> name,

        @Field(
                maxItems = PolicyRules.MAX_RULES,
                maxLength = 96,
                says = "CIDRs, addresses, ranges a-b of addresses, or offsets within the subnet.",
                example = "[\"10.0.0.0/28\", \"0-9\", \"-10--1\"]")
        List<String> exclude,

        @Field(says = "Whether other projects may use it; false unless given.")
        Optional<Boolean> shared) {

    static final String NAME = "[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?";
    static final String NAME_FORM =
            "must be letters, digits, dots, dashes and underscores, and begin and end with a letter or digit";
}
