package io.quark.api.pool;

import io.quark.api.bind.Field;
import java.util.Optional;

/** A project's quota as clients see it; a limit that is null does not exist. */
public record QuotaAnswer(
        @Field(required = true, says = "The project.") String project,
        @Field(says = "Networks at most.") Optional<Integer> networks,

        @Field(says = "Subnets of all its networks at most.")
        Optional<Integer> subnets,

        @Field(says = "Ports at most, those of instances among them.")
        Optional<Integer> ports,

        @Field(says = "Addresses of each single port at most.")
        Optional<Integer> addressesPerPort,

        @Field(required = true, says = "What it has.") UsedAnswer used) {

    /** What a project has. */
    public record UsedAnswer(
            @Field(required = true, says = "Networks.") int networks,

            @Field(required = true, says = "Subnets of all its networks.")
            int subnets,

            @Field(required = true, says = "Ports, those of instances among them.")
            int ports) {}
}
