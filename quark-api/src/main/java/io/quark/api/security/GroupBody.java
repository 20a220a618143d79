package io.quark.api.security;

import io.quark.api.bind.Field;
import java.util.List;
import java.util.Optional;

/** What {@code POST /v1/security-groups} takes. */
public record GroupBody(
        @Field(
                required = true,
                maxLength = 63,
                pattern = GroupBody.NAME,
                form = GroupBody.NAME_FORM,
                says = "Name, unique in the project.",
                example = "\"web\"")
        Optional<String> name,

        @Field(maxLength = GroupBody.DESCRIPTION, says = "What it is for.")
        Optional<String> description,

        @Field(maxItems = GroupBody.MOST_RULES, says = "What passes; without any: nothing but answers.")
        List<GroupRuleBody> rules) {

    static final String NAME = "[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?";
    static final String NAME_FORM =
            "must be letters, digits, dots, dashes and underscores, and begin and end with a letter or digit";
    static final int DESCRIPTION = 1_024;

    /** So that a record stays small, and a host's filter short. */
    static final int MOST_RULES = 100;
}
