package io.quark.api.security;

import io.quark.api.bind.Field;
import java.util.List;
import java.util.Optional;

/** What {@code PATCH /v1/security-groups/{security_group}} takes; what is left out stays. */
public record GroupPatch(
        @Field(
                maxLength = 63,
                pattern = GroupBody.NAME,
                form = GroupBody.NAME_FORM,
                says = "New name, unique in the project.")
        Optional<String> name,

        @Field(maxLength = GroupBody.DESCRIPTION, says = "What it is for.")
        Optional<String> description,

        @Field(maxItems = GroupBody.MOST_RULES, says = "All of its rules from now on; hosts follow by themselves.")
        List<GroupRuleBody> rules) {}
