package io.quark.api.network;

import io.quark.api.bind.Field;
import io.quark.api.port.PortAnswer;
import io.quark.common.model.Network;
import io.quark.common.model.Segment;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

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

        @Field(required = true, says = "For people, and to list by.")
        List<String> tags,

        @Field(required = true, says = "active or deleting.")
        Network.State state,

        @Field(required = true, says = "How many ports it has.")
        int portCount,

        @Field(says = "Its ports, with ?include=ports; the first of them where there are many: see port_count.")
        Optional<List<PortAnswer>> ports,

        @Field(required = true, says = "Its subnets.") List<SubnetAnswer> subnets,

        @Field(required = true, says = "How full its subnets are together.")
        UsageAnswer usage,

        @Field(required = true, says = "When it was made.") Instant createdAt) {

    static NetworkAnswer of(
            Network network, List<SubnetAnswer> subnets, int portCount, Optional<List<PortAnswer>> ports) {
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
                network.tags(),
                network.state(),
                portCount,
                ports,
                subnets,
                UsageAnswer.sum(subnets.stream().map(SubnetAnswer::usage).toList()),
                network.createdAt());
    }
}
