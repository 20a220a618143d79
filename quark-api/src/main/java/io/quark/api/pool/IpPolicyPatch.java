package io.quark.api.pool;

import io.quark.api.bind.Field;
import io.quark.net.model.PolicyRules;
import java.util.List;
import java.util.Optional;

/** What {@code PATCH /v1/ip-policies/{ip_policy}} takes; what is left out stays. */
public record IpPolicyPatch(
        @Field(
                maxLength = 63,
                pattern = IpPolicyBody.NAME,
                form = IpPolicyBody.NAME_FORM,
                says = "New name, unique in the project.")
        Optional<String> name,

        @Field(maxItems = PolicyRules.MAX_RULES, maxLength = 96, says = "All that is excluded from now on.")
        List<String> exclude,

        @Field(says = "Whether other projects may use it.") Optional<Boolean> shared) {}
