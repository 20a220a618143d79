package io.quark.net.alloc;

import io.quark.common.model.NetRequest.CreateSubnet;
import io.quark.common.model.NetRequest.DeleteSubnet;
import io.quark.common.model.Network;
import io.quark.common.model.Problem.Fault;
import io.quark.common.model.Subnet;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.net.alloc.NetworkState.Versioned;
import io.quark.net.model.NewSubnet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How subnets come to a network that is there, and go from it. */
final class SubnetLife {

    private final NetState state;
    private final Paths paths;
    private final Steps steps;
    private final SubnetMaking making;
    private final Bindings bindings;

    SubnetLife(NetState state) {
        this.state = state;
        this.paths = state.paths();
        this.steps = new Steps(state);
        this.making = new SubnetMaking(state);
        this.bindings = new Bindings(state);
    }

    NetStep create(NetWork work, CreateSubnet asked) {
        Subnet subnet = asked.subnet();
        Optional<NetworkState> known = state.network(subnet.network());
        Optional<Versioned<Network>> seen = known.flatMap(NetworkState::network);
        if (seen.isEmpty()) {
            return Steps.refused(Refusals.noSuchNetwork(subnet.network()));
        }
        Network network = seen.get().record();
        if (network.state() != Network.State.ACTIVE) {
            return Steps.refused(Refusals.networkIsGoing(network.name()));
        }
        List<Subnet> others =
                known.get().subnetsInOrder().stream().map(SubnetState::subnet).toList();
        List<Fault> faults = NewSubnet.faults(subnet, network, others);
        if (!faults.isEmpty()) {
            return Steps.refused(StructureRefusals.invalid("subnet", faults));
        }
        return steps.step(
                Steps.end("subnet", subnet.id()),
                steps.bump(seen.get()),
                draft -> state.quotas().charge(draft, network.project(), 0, 1, 0),
                draft -> making.add(draft, network, subnet, work.workUnit()));
    }

    /** First the mark, then, once it and with it every address given before is seen, all of the subnet in bounded parts. */
    NetStep delete(NetWork work, DeleteSubnet asked) {
        String id = work.target().id();
        Optional<NetworkState> network = state.network(asked.network());
        Optional<Versioned<Network>> record = network.flatMap(NetworkState::network);
        Optional<SubnetState> subnet =
                network.flatMap(known -> Optional.ofNullable(known.subnets().get(id)));
        if (subnet.isEmpty() || record.isEmpty()) {
            return gone(id, network, record);
        }
        Subnet now = subnet.get().subnet();
        Optional<String> deleting = now.deleting();
        if (now.changing().isPresent()
                || deleting.filter(other -> !other.equals(work.workUnit())).isPresent()) {
            return Steps.later();
        }
        Holders holders = holders(network.get(), subnet.get());
        if (!holders.isEmpty()) {
            return held(work, subnet.get(), record.get(), holders);
        }
        if (deleting.isEmpty()) {
            return steps.step(
                    Steps.more("remove"),
                    steps.set(
                            path(subnet.get()),
                            now.withDeleting(Optional.of(work.workUnit()), work.workUnit()),
                            subnet.get().version()),
                    steps.bump(record.get()));
        }
        return removal(network.get(), record.get(), subnet.get());
    }

    /** Nothing of it is left, or what a removal that was cut off left of it: that goes, too. */
    private NetStep gone(String id, Optional<NetworkState> network, Optional<Versioned<Network>> record) {
        List<Op> rest = network.isPresent() && record.isPresent()
                ? structure(network.get(), paths.subnet(record.get().record().id(), id))
                        .limit(NetworkLife.STEP_OPS)
                        .toList()
                : List.of();
        return Steps.part(rest, Steps.end("subnet", id));
    }

    private static Holders holders(NetworkState network, SubnetState subnet) {
        return Holders.of(subnet.addresses().space().allocated().map(claim -> Holders.address(network, claim)));
    }

    private NetStep held(NetWork work, SubnetState subnet, Versioned<Network> network, Holders holders) {
        Subnet now = subnet.subnet();
        List<Op> back = now.deleting().isEmpty()
                ? List.of()
                : List.of(
                        Op.set(path(subnet), now.withDeleting(Optional.empty(), work.workUnit()), subnet.version()),
                        Op.set(paths.network(now.network()), network.record(), network.version()));
        return Steps.takenBack(
                StructureRefusals.held(
                        "subnet-in-use", "subnet '" + now.name() + "' (" + now.cidr() + ")", holders, "it is held by"),
                back);
    }

    private NetStep removal(NetworkState network, Versioned<Network> record, SubnetState subnet) {
        Stream<Op> claims = Stream.concat(
                bindings.unbind(subnet.subnet()), subnet.addresses().removals());
        List<Op> ops = new ArrayList<>(Stream.concat(claims, structure(network, path(subnet)))
                .limit(NetworkLife.STEP_OPS)
                .toList());
        if (ops.size() == NetworkLife.STEP_OPS) {
            // The subnet's own node is the last of all: it stays as long as anything below it does.
            return Steps.part(ops.subList(0, ops.size() - 1), Steps.more("remove"));
        }
        return steps.step(Steps.end("subnet", subnet.subnet().id()), steps.bump(record), Steps.add(ops::stream));
    }

    /** Takes down the nodes below a subnet, leaves first, and at last itself. */
    private static Stream<Op> structure(NetworkState network, String path) {
        char afterSlash = '/' + 1;
        return network.structure().subSet(path, true, path + afterSlash, false).descendingSet().stream()
                .map(node -> Op.delete(node, Op.ANY_VERSION));
    }

    private String path(SubnetState subnet) {
        return paths.subnet(subnet.subnet().network(), subnet.subnet().id());
    }
}
