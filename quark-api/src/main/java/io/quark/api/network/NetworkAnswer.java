package io.quark.api.network;

import io.quark.api.bind.Field;
import io.quark.common.model.Network;
import io.quark.common.model.Segment;
import io.quark.common.model.Subnet;
import io.quark.net.alloc.Usage;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A network as clients see it, with its subnets and how full they are. */
public record NetworkAnswer(
        @Field(required = true, says = "Its id.") String id,

        @Field(required = true, says = "Its name, unique in the project.")
        String name,

        @Field(required = true, says = "The project that it belongs to.")
        String project,

        @Field(required = true, says = "Driver that realises it on hosts.")
        String driver,

        @Field(required = true, says = "How it is kept apart on the wire.")
        Segment segment,

        @Field(required = true, says = "Bytes.") int mtu,

        @Field(required = true, says = "Which addresses a port gets.")
        Network.Family family,

        @Field(required = true, says = "Whether other projects may use it.")
        boolean shared,

        @Field(says = "Id of its QoS policy.") Optional<String> qosPolicy,

        @Field(required = true, says = "active or deleting.")
        Network.State state,

        @Field(required = true, says = "How many ports it has.")
        int ports,

        @Field(required = true, says = "Its subnets.") List<SubnetAnswer> subnets,
        @Field(required = true, says = "When it was made.") Instant createdAt) {

    /** A subnet. */
    public record SubnetAnswer(
            @Field(required = true, says = "Its id.") String id,
            @Field(required = true, says = "Its name.") String name,

            @Field(required = true, says = "Its addresses, canonical.")
            String cidr,

            @Field(says = "Never handed out.") Optional<String> gateway,

            @Field(required = true, says = "What is handed out automatically; empty: everything that may be.")
            List<Subnet.Pool> pools,

            @Field(required = true, says = "Routes that guests get.")
            List<Subnet.Route> routes,

            @Field(required = true, says = "Name servers that guests get.")
            List<String> dns,

            @Field(says = "Domain that guests search.") Optional<String> domain,
            @Field(says = "Id of its IP policy.") Optional<String> ipPolicy,

            @Field(required = true, says = "Seconds before a released address is handed out again.")
            int reuseAfterS,

            @Field(required = true, says = "How full it is.")
            UsageAnswer usage) {}

    /** How full a subnet is. */
    public record UsageAnswer(
            @Field(required = true, says = "Addresses that are handed out automatically, excluded ones among them.")
            BigInteger size,

            @Field(required = true, says = "In use.") int allocated,

            @Field(required = true, says = "Released, and not yet to be handed out again.")
            int cooling,

            @Field(required = true, says = "Could be handed out now.")
            BigInteger free) {

        static final UsageAnswer UNKNOWN = new UsageAnswer(BigInteger.ZERO, 0, 0, BigInteger.ZERO);

        static UsageAnswer of(Usage usage) {
            return new UsageAnswer(usage.size(), usage.used(), usage.cooling(), usage.free());
        }
    }

    static NetworkAnswer of(Network network, List<Subnet> subnets, int ports, List<Usage> usage) {
        Map<String, Usage> bySubnet =
                usage.stream().collect(Collectors.toMap(Usage::subnet, Function.identity(), (first, second) -> first));
        return new NetworkAnswer(
                network.id(),
                network.name(),
                network.project(),
                network.driver(),
                network.segment(),
                network.mtu(),
                network.family(),
                network.shared(),
                network.qosPolicy(),
                network.state(),
                ports,
                subnets.stream()
                        .map(subnet -> subnet(subnet, Optional.ofNullable(bySubnet.get(subnet.id()))))
                        .toList(),
                network.createdAt());
    }

    private static SubnetAnswer subnet(Subnet subnet, Optional<Usage> usage) {
        return new SubnetAnswer(
                subnet.id(),
                subnet.name(),
                subnet.cidr(),
                subnet.gateway(),
                subnet.pools(),
                subnet.routes(),
                subnet.dns(),
                subnet.domain(),
                subnet.ipPolicy(),
                subnet.reuseAfterS(),
                usage.map(UsageAnswer::of).orElse(UsageAnswer.UNKNOWN));
    }
}
