package io.quark.api.pool;

import io.quark.api.bind.Field;
import java.util.Optional;

/** What {@code PUT /v1/quotas/{project}} takes; what is left out or null is not limited. */
public record QuotaBody(
        @Field(min = 0, max = 10_000_000, says = "Networks at most.")
        Optional<Integer> networks,

        @Field(min = 0, max = 10_000_000, says = "Subnets of all its networks at most.")
        Optional<Integer> subnets,

        @Field(min = 0, max = 100_000_000, says = "Ports at most, those of instances among them.")
        Optional<Integer> ports,

        @Field(min = 0, max = 1_000, says = "Addresses of each single port at most.")
        Optional<Integer> addressesPerPort) {}
