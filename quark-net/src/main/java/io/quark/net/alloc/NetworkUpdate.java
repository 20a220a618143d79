package io.quark.net.alloc;

import io.quark.common.model.NetRequest;
import io.quark.common.model.NetRequest.UpdateNetwork;
import io.quark.common.model.Network;
import io.quark.common.model.Port;
import io.quark.common.model.Problem.Fault;
import io.quark.common.model.WorkRequest.CreateNetwork;
import io.quark.common.tree.Op;
import io.quark.net.alloc.NetStep.HostsJob;
import io.quark.net.alloc.NetworkState.Versioned;
import io.quark.net.model.NetworkRules;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Changes a network itself. What can strand somebody, taking it away from other projects, is done first, by itself: once that is
 * seen, so is every port that came before it.
 */
final class NetworkUpdate {

    private final NetState state;
    private final Steps steps;
    private final Governance governance;

    NetworkUpdate(NetState state) {
        this.state = state;
        this.steps = new Steps(state);
        this.governance = new Governance(state);
    }

    NetStep update(NetWork work, UpdateNetwork asked) {
        String id = work.target().id();
        Optional<NetworkState> known = state.network(id);
        Optional<Versioned<Network>> seen = known.flatMap(NetworkState::network);
        if (seen.isEmpty()) {
            return Steps.refused(Refusals.noSuchNetwork(id));
        }
        Versioned<Network> network = seen.get();
        if (network.record().state() != Network.State.ACTIVE) {
            return Steps.refused(Refusals.networkIsGoing(network.record().name()));
        }
        if (!work.begun()
                && asked.ifVersion().filter(one -> one != network.version()).isPresent()) {
            return Steps.refused(StructureRefusals.stale("network", network.version()));
        }
        if (asked.shared().filter(shared -> !shared).isPresent()) {
            Holders strangers = strangers(known.get(), network.record().project());
            if (!strangers.isEmpty()) {
                return stays(work, network, strangers);
            }
            if (network.record().shared()) {
                Network alone = shared(network.record(), false, work.workUnit());
                return steps.step(Steps.more("check"), steps.set(path(id), alone, network.version()));
            }
        }
        return rest(work, asked, known.get(), network);
    }

    private NetStep stays(NetWork work, Versioned<Network> network, Holders strangers) {
        Network record = network.record();
        return Steps.takenBack(
                StructureRefusals.held(
                        "network-shared", "network '" + record.name() + "'", strangers, "other projects use"),
                back(work, network));
    }

    /** What other projects have on it. */
    private static Holders strangers(NetworkState network, String owner) {
        Stream<String> ports = network.ports().values().stream()
                .filter(port -> !port.record().project().equals(owner))
                .map(port -> NetState.describe(port.record()) + " of project "
                        + port.record().project());
        Stream<String> addresses = network.subnets().values().stream()
                .flatMap(subnet -> subnet.addresses().space().allocated())
                .filter(claim -> claim.getValue()
                        .project()
                        .filter(project -> !project.equals(owner))
                        .isPresent())
                .map(claim -> Holders.address(network, claim) + " of project "
                        + claim.getValue().project().orElse(""));
        return Holders.of(Stream.concat(ports, addresses));
    }

    private NetStep rest(NetWork work, UpdateNetwork asked, NetworkState known, Versioned<Network> network) {
        Network before = network.record();
        Network after = new Network(
                before.id(),
                asked.name().orElse(before.name()),
                before.project(),
                before.driver(),
                before.segment(),
                asked.mtu().orElse(before.mtu()),
                asked.family().orElse(before.family()),
                asked.shared().orElse(before.shared()),
                asked.qosPolicy()
                        .map(policy -> Optional.of(policy).filter(one -> !one.equals(NetRequest.NONE)))
                        .orElse(before.qosPolicy()),
                asked.tags().orElse(before.tags()),
                before.state(),
                before.createdAt(),
                work.workUnit());
        List<Fault> faults = NetworkRules.faults(new CreateNetwork(
                after, known.subnetsInOrder().stream().map(SubnetState::subnet).toList()));
        NetStep step = faults.isEmpty()
                ? write(known, before, after, network.version())
                : Steps.refused(Refusals.invalidNetwork(faults));
        // Whatever keeps it from being done undoes the first step, too.
        return step instanceof NetStep.Refused refused && !refused.provisional()
                ? Steps.takenBack(refused.problem(), back(work, network))
                : step;
    }

    private NetStep write(NetworkState known, Network before, Network after, int version) {
        boolean bound = !after.qosPolicy().equals(before.qosPolicy());
        Optional<Port> placed = bound ? Governance.followers(known).findFirst() : Optional.empty();
        long promised = governance.promised(before.qosPolicy());
        long willBe = governance.promised(after.qosPolicy());
        if (placed.isPresent() && promised != willBe) {
            return Steps.refused(
                    QosRefusals.promised("network '" + before.name() + "'", promised, willBe, placed.get()));
        }
        NetStep step = steps.step(
                Steps.end("network", before.id()),
                draft -> state.names()
                        .rename(draft, Names.Kind.NETWORK, before.project(), before.name(), after.name(), before.id()),
                draft -> rebind(draft, before, after),
                steps.set(path(before.id()), after, version));
        Optional<HostsJob> job = placed.flatMap(any -> after.qosPolicy()).map(HostsJob::new);
        return step instanceof NetStep.Act act ? act.with(job) : step;
    }

    /** Where the MTU changes, the policy must fit it, too. */
    private Optional<Choice.Denied<Void>> rebind(Draft draft, Network before, Network after) {
        if (after.qosPolicy().equals(before.qosPolicy())) {
            return after.mtu() == before.mtu()
                    ? Optional.empty()
                    : after.qosPolicy().flatMap(policy -> governance.fits(policy, after.mtu()));
        }
        before.qosPolicy().map(policy -> governance.unbind(policy, before.id())).ifPresent(draft::add);
        return after.qosPolicy().flatMap(policy -> governance.bind(draft, policy, after));
    }

    /** Makes the network shared again, where the first step took that away. */
    private List<Op> back(NetWork work, Versioned<Network> network) {
        Network record = network.record();
        return work.begun() && !record.shared()
                ? List.of(Op.set(path(record.id()), shared(record, true, work.workUnit()), network.version()))
                : List.of();
    }

    private String path(String id) {
        return state.paths().network(id);
    }

    private static Network shared(Network network, boolean shared, String op) {
        return new Network(
                network.id(),
                network.name(),
                network.project(),
                network.driver(),
                network.segment(),
                network.mtu(),
                network.family(),
                shared,
                network.qosPolicy(),
                network.tags(),
                network.state(),
                network.createdAt(),
                op);
    }
}
