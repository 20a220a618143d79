package io.quark.net.alloc;

import io.quark.common.model.Claim;
import io.quark.common.model.Network;
import io.quark.common.model.Network.State;
import io.quark.common.model.Problem.Fault;
import io.quark.common.model.Subnet;
import io.quark.common.model.WorkRequest.CreateNetwork;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.net.alloc.NetworkState.Versioned;
import io.quark.net.model.Cidr;
import io.quark.net.model.NetworkRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How networks come and go. */
final class NetworkLife {

    /** Operations in one step of a removal; leaves room in a transaction for what else belongs to it. */
    static final int STEP_OPS = 400;

    /** How many holders a refusal names. */
    static final int NAMED_HOLDERS = 10;

    /** What names of networks are filed under. */
    static final String NAME_TYPE = "network";

    private final NetState state;
    private final Paths paths;

    NetworkLife(NetState state) {
        this.state = state;
        this.paths = state.paths();
    }

    Plan create(CreateNetwork request, String workUnit) {
        List<Fault> faults = NetworkRules.faults(request);
        if (!faults.isEmpty()) {
            return new Plan.Refused(Refusals.invalidNetwork(faults), false);
        }
        Network network = request.network();
        String name = namePath(network);
        Optional<NetState.NameClaim> holder = Optional.ofNullable(state.names().get(name));
        if (holder.isPresent()) {
            return new Plan.Refused(
                    Refusals.nameTaken(network.name(), holder.get().id()),
                    holder.get().undecided());
        }
        Draft draft = state.proposals().draft();
        String project = paths.namesOf(NAME_TYPE, network.project());
        if (state.projects().propose(project, draft.proposal())) {
            draft.add(Op.createEmpty(project), () -> state.projects().unpropose(project, draft.proposal()));
        }
        state.names().put(name, new NetState.NameClaim(network.id(), 0, true));
        draft.add(Op.create(name, new NameRecord(network.id())), () -> state.forgetUndecidedName(name, network.id()));
        draft.add(Op.create(paths.network(network.id()), network.withState(State.ACTIVE, workUnit)));
        draft.add(Op.createEmpty(paths.subnets(network.id())));
        request.subnets().forEach(subnet -> addSubnet(draft, subnet, workUnit));
        draft.add(Op.createEmpty(paths.ports(network.id())));
        for (int bucket = 0; bucket < Paths.BUCKETS_16; bucket++) {
            draft.add(Op.createEmpty(paths.portBucket(network.id(), bucket)));
        }
        state.proposals().opened(draft, paths.network(network.id()));
        return new Plan.Planned(List.of(), draft.ops(), draft.proposal());
    }

    private void addSubnet(Draft draft, Subnet subnet, String workUnit) {
        Subnet record = subnet.withOp(workUnit);
        draft.add(Op.create(paths.subnet(subnet.network(), subnet.id()), record));
        draft.add(Op.createEmpty(paths.addresses(subnet.network(), subnet.id())));
        for (String bucket : ClaimBuckets.atOnce(Cidr.of(subnet.cidr()))) {
            draft.add(Op.createEmpty(paths.addressBucket(subnet.network(), subnet.id(), bucket)));
        }
    }

    private String namePath(Network network) {
        return paths.name(NAME_TYPE, network.project(), network.name());
    }

    Removal remove(String id, String workUnit) {
        Optional<NetworkState> known = state.network(id);
        if (known.isEmpty()) {
            return new Removal.Step(List.of(), false);
        }
        NetworkState network = known.get();
        List<String> holders = holders(network).toList();
        Optional<Versioned<Network>> record = network.network();
        Optional<State> now = record.map(one -> one.record().state());
        if (!holders.isEmpty()) {
            return held(id, network, holders, workUnit);
        }
        if (now.filter(State.ACTIVE::equals).isPresent()) {
            // First the mark, by itself: once it is seen, every build that came before it is seen, too, and none comes
            // after it.
            Versioned<Network> one = record.orElseThrow();
            return new Removal.Step(
                    List.of(Op.set(paths.network(id), one.record().withState(State.DELETING, workUnit), one.version())),
                    true);
        }
        return removal(id, network);
    }

    private Removal held(String id, NetworkState network, List<String> holders, String workUnit) {
        List<String> named = holders.subList(0, Math.min(NAMED_HOLDERS, holders.size()));
        String name = network.network().map(one -> one.record().name()).orElse(id);
        List<Op> back = network
                .network()
                .filter(one -> one.record().state() == State.DELETING)
                .map(one -> Op.set(paths.network(id), one.record().withState(State.ACTIVE, workUnit), one.version()))
                .stream()
                .toList();
        return new Removal.Held(Refusals.networkInUse(name, named, holders.size() - named.size()), back);
    }

    /**
     * What must be gone before the network may go: its ports, and any address that is in use without one. Proposals do not
     * count: either they are committed before the mark, and then seen with it, or they fail because of it.
     */
    private static Stream<String> holders(NetworkState network) {
        Stream<String> ports = network.ports().values().stream().map(port -> NetState.describe(port.record()));
        Stream<String> addresses = network.subnets().values().stream()
                .flatMap(subnet -> subnet.addresses().space().allocated())
                .filter(claim -> claim.getValue().ports().stream()
                        .noneMatch(port -> network.ports().containsKey(port)))
                .map(claim -> "address " + claim.getKey() + holdersOf(claim.getValue()));
        return Stream.concat(ports, addresses).sorted();
    }

    private static String holdersOf(Claim claim) {
        return claim.ports().isEmpty() ? "" : " of port " + String.join(", ", claim.ports());
    }

    /** The next bounded part of taking everything down: claims, then structure from its leaves up, at last the network. */
    private Removal removal(String id, NetworkState network) {
        Stream<Op> claims = network.subnets().values().stream()
                .flatMap(subnet -> subnet.addresses().removals());
        Stream<Op> structure =
                network.structure().descendingSet().stream().map(path -> Op.delete(path, Op.ANY_VERSION));
        List<Op> ops = new ArrayList<>(
                Stream.concat(claims, structure).limit(STEP_OPS + 1L).toList());
        if (ops.size() + 2 > STEP_OPS) {
            return new Removal.Step(ops.subList(0, Math.min(ops.size(), STEP_OPS)), true);
        }
        network.network()
                .map(one -> namePath(one.record()))
                .ifPresent(path -> Optional.ofNullable(state.names().get(path))
                        .filter(name -> name.id().equals(id))
                        .ifPresent(name -> ops.add(Op.delete(path, name.version()))));
        int version = network.network().map(Versioned::version).orElse(Op.ANY_VERSION);
        ops.add(Op.delete(paths.network(id), version));
        return new Removal.Step(ops, false);
    }
}
