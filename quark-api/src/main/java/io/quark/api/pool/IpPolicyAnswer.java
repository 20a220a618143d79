package io.quark.api.pool;

import io.quark.api.bind.Field;
import java.time.Instant;
import java.util.List;

/** A policy as clients see it. */
public record IpPolicyAnswer(
        @Field(required = true, says = "Its id.") String id,

        @Field(required = true, says = "Its name, unique in the project.")
        String name,

        @Field(required = true, says = "The project that it belongs to.")
        String project,

        @Field(required = true, says = "What is excluded, canonical.")
        List<String> exclude,

        @Field(required = true, says = "Whether other projects may use it.")
        boolean shared,

        @Field(required = true, says = "Ids of subnets that it is bound to; the first of them where there are many.")
        List<String> subnets,

        @Field(required = true, says = "How many subnets it is bound to.")
        int subnetCount,

        @Field(required = true, says = "Whether a change of it is being checked.")
        boolean changing,

        @Field(required = true, says = "When it was made.") Instant createdAt) {}
