package io.quark.net.alloc;

import io.quark.common.model.Network;
import io.quark.common.model.Network.State;
import io.quark.common.model.Problem.Fault;
import io.quark.common.model.Segment;
import io.quark.common.model.Subnet;
import io.quark.common.model.WorkRequest.CreateNetwork;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.net.alloc.NetworkState.Versioned;
import io.quark.net.model.NetworkRules;
import io.quark.net.model.SegmentId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** How networks come and go. */
final class NetworkLife {

    /** Operations in one step of a removal; leaves room in a transaction for what else belongs to it. */
    static final int STEP_OPS = 400;

    private static final String NETWORK = "network";
    private static final String REMOVE = "remove";

    private final NetState state;
    private final Paths paths;
    private final SubnetMaking subnets;
    private final Bindings bindings;
    private final Governance governance;

    NetworkLife(NetState state) {
        this.state = state;
        this.paths = state.paths();
        this.subnets = new SubnetMaking(state);
        this.bindings = new Bindings(state);
        this.governance = new Governance(state);
    }

    NetStep create(CreateNetwork request, String workUnit, Instant now, Stripe stripe) {
        List<Fault> faults = NetworkRules.faults(request);
        if (!faults.isEmpty()) {
            return Steps.refused(Refusals.invalidNetwork(faults));
        }
        Draft draft = state.proposals().draft();
        Choice<Network> made = draft(draft, request, workUnit, now, stripe);
        if (made instanceof Choice.Denied<Network> denied) {
            draft.end();
            return NetStep.Refused.of(denied.problem(), denied.undecided().getAsBoolean());
        }
        Network network = ((Choice.Chosen<Network>) made).value();
        state.proposals().opened(draft, paths.network(network.id()));
        return new NetStep.Act(draft.ops(), end(network), List.of(), draft.proposal());
    }

    private static NetStep.Next end(Network network) {
        return new NetStep.Next.End(network.segment()
                .id()
                .map(id -> Map.of("network", network.id(), "segment_id", Integer.toString(id)))
                .orElseGet(() -> Map.of("network", network.id())));
    }

    private Choice<Network> draft(Draft draft, CreateNetwork request, String workUnit, Instant now, Stripe stripe) {
        Network asked = request.network();
        Optional<Choice.Denied<Void>> denied = state.quotas()
                .charge(draft, asked.project(), 1, request.subnets().size(), 0)
                .or(() -> state.names().take(draft, Names.Kind.NETWORK, asked.project(), asked.name(), asked.id()));
        if (denied.isPresent()) {
            return denied.get().instead();
        }
        Choice<Segment> segment = new SegmentChoice(state, now, stripe).take(asked, workUnit, draft);
        if (segment instanceof Choice.Denied<Segment> none) {
            return none.instead();
        }
        Network network = asked.withSegment(((Choice.Chosen<Segment>) segment).value(), workUnit)
                .withState(State.ACTIVE, workUnit);
        draft.add(Op.create(paths.network(network.id()), network));
        draft.add(Op.createEmpty(paths.subnets(network.id())));
        for (Subnet subnet : request.subnets()) {
            Optional<Choice.Denied<Void>> unbound = subnets.add(draft, network, subnet, workUnit);
            if (unbound.isPresent()) {
                return unbound.get().instead();
            }
        }
        if (network.qosPolicy().isPresent()) {
            Optional<Choice.Denied<Void>> unbound =
                    governance.bind(draft, network.qosPolicy().get(), network);
            if (unbound.isPresent()) {
                return unbound.get().instead();
            }
        }
        draft.add(Op.createEmpty(paths.ports(network.id())));
        for (int bucket = 0; bucket < Paths.BUCKETS_16; bucket++) {
            draft.add(Op.createEmpty(paths.portBucket(network.id(), bucket)));
        }
        if (network.segment().type() == Segment.Type.VXLAN) {
            draft.add(Op.createEmpty(paths.places(network.id())));
            for (int bucket = 0; bucket < Paths.BUCKETS_16; bucket++) {
                draft.add(Op.createEmpty(paths.placeBucket(network.id(), bucket)));
            }
        }
        return new Choice.Chosen<>(network);
    }

    /** The next step of a removal: first the mark, by itself, then, once that is seen, bounded parts of all there is. */
    NetStep remove(NetWork work) {
        String id = work.target().id();
        String workUnit = work.workUnit();
        Optional<NetworkState> known = state.network(id);
        if (known.isEmpty()) {
            return Steps.part(List.of(), Steps.end(NETWORK, id));
        }
        NetworkState network = known.get();
        Holders holders = holders(network);
        if (!holders.isEmpty()) {
            return held(id, network, holders, workUnit);
        }
        Optional<Versioned<Network>> active =
                network.network().filter(one -> one.record().state() == State.ACTIVE);
        if (active.isPresent()) {
            // Once the mark is seen, every build that came before it is seen, too, and none comes after it.
            Network marked = active.get().record().withState(State.DELETING, workUnit);
            return Steps.part(
                    List.of(Op.set(paths.network(id), marked, active.get().version())), Steps.more(REMOVE));
        }
        return removal(id, network, workUnit);
    }

    private NetStep held(String id, NetworkState network, Holders holders, String workUnit) {
        String name = network.network().map(one -> one.record().name()).orElse(id);
        List<Op> back = network
                .network()
                .filter(one -> one.record().state() == State.DELETING)
                .map(one -> Op.set(paths.network(id), one.record().withState(State.ACTIVE, workUnit), one.version()))
                .stream()
                .toList();
        return Steps.takenBack(Refusals.networkInUse(name, holders), back);
    }

    /**
     * What must be gone before the network may go: its ports, and any address that is in use without one. Proposals do not
     * count: either they are committed before the mark, and then seen with it, or they fail because of it.
     */
    private static Holders holders(NetworkState network) {
        Stream<String> ports = network.ports().values().stream().map(port -> NetState.describe(port.record()));
        Stream<String> addresses = network.subnets().values().stream()
                .flatMap(subnet -> subnet.addresses().space().allocated())
                .filter(claim -> claim.getValue().ports().stream()
                        .noneMatch(port -> network.ports().containsKey(port)))
                .map(claim -> Holders.address(network, claim));
        return Holders.of(Stream.concat(ports, addresses));
    }

    /** The next bounded part of taking everything down: bindings to policies and claims, then structure from its leaves up, at last the network. */
    private NetStep removal(String id, NetworkState network, String workUnit) {
        Stream<Op> claims = network.subnets().values().stream()
                .flatMap(subnet -> subnet.addresses().removals());
        Stream<Op> places = network.places().stream().map(port -> Op.delete(paths.place(id, port), Op.ANY_VERSION));
        Stream<Op> structure =
                network.structure().descendingSet().stream().map(path -> Op.delete(path, Op.ANY_VERSION));
        Stream<Op> bound = network.subnets().values().stream().flatMap(subnet -> bindings.unbind(subnet.subnet()));
        List<Op> ops = new ArrayList<>(Stream.of(bound, claims, places, structure)
                .flatMap(part -> part)
                .limit(STEP_OPS + 1L)
                .toList());
        List<Op> last = last(id, network, workUnit);
        if (ops.size() + last.size() > STEP_OPS) {
            return Steps.part(ops.subList(0, Math.min(ops.size(), STEP_OPS - last.size())), Steps.more(REMOVE));
        }
        ops.addAll(last);
        return Steps.part(ops, Steps.end(NETWORK, id));
    }

    /** What goes in the same transaction as the network itself: it has it until then. */
    private List<Op> last(String id, NetworkState network, String workUnit) {
        List<Op> ops = new ArrayList<>();
        network.network().map(Versioned::record).ifPresent(record -> {
            state.names()
                    .giveUp(Names.Kind.NETWORK, record.project(), record.name(), id)
                    .ifPresent(ops::add);
            record.qosPolicy().map(policy -> governance.unbind(policy, id)).ifPresent(ops::add);
            Segment segment = record.segment();
            segment.id()
                    .flatMap(number -> state.segments()
                            .space(segment.type(), segment.physical())
                            .claims()
                            .cool(new SegmentId(number), workUnit))
                    .ifPresent(ops::add);
        });
        int version = network.network().map(Versioned::version).orElse(Op.ANY_VERSION);
        ops.add(Op.delete(paths.network(id), version));
        return ops;
    }
}
