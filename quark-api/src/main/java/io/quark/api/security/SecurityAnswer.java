package io.quark.api.security;

import io.quark.api.bind.Field;
import java.util.List;

/** The {@code security} of a port or network interface, as clients see it. */
public record SecurityAnswer(
        @Field(required = true, says = "Ids of its security groups; empty: everything passes.")
        List<String> groups) {}
