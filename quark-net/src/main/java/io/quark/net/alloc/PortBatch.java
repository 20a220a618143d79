package io.quark.net.alloc;

import io.quark.common.id.Ids;
import io.quark.common.model.NetRequest.CreatePorts;
import io.quark.common.model.NetRequest.PortSpec;
import io.quark.common.model.Port;
import io.quark.common.model.Problem;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.net.alloc.NetStep.Next;
import io.quark.net.alloc.NetworkState.Versioned;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Makes ports by themselves, all or none: few in one transaction, many below {@code pending} nodes in bounded steps. What is done
 * already is what the tree shows, so that whoever takes the work unit over goes on there.
 */
final class PortBatch {

    static final int MAX_PORTS = 1000;

    /** Each network of a large batch costs operations in its first and its last step. */
    static final int MAX_NETWORKS = 100;

    /** How many operations a step has when it only takes back. */
    private static final int UNDO_OPS = 300;

    /** As many ids as this are told in the result. */
    private static final int TOLD_IDS = 100;

    private final NetState state;
    private final NetWork work;
    private final List<PortSpec> specs;
    private final List<String> ids;
    private final List<String> networks;

    PortBatch(NetState state, NetWork work, CreatePorts request) {
        this.state = state;
        this.work = work;
        this.specs = request.parts() == 0
                ? request.ports()
                : Stream.concat(request.ports().stream(), work.parts().stream().flatMap(part -> part.create().stream()))
                        .toList();
        this.ids = IntStream.range(0, specs.size())
                .mapToObj(index -> Ids.derived(work.workUnit(), "port", Integer.toString(index)))
                .toList();
        this.networks = specs.stream().map(PortSpec::network).distinct().toList();
    }

    NetStep next() {
        if (specs.size() > MAX_PORTS) {
            return PortSteps.refuse(PortRefusals.tooManyPorts(specs.size(), MAX_PORTS));
        }
        if (networks.size() > MAX_NETWORKS) {
            return PortSteps.refuse(PortRefusals.tooManyNetworks(networks.size(), MAX_NETWORKS));
        }
        Map<String, Versioned<PendingBatch>> pending = pending();
        Optional<Problem> failed = pending.values().stream()
                .flatMap(batch -> batch.record().failed().stream())
                .findFirst();
        if (failed.isPresent()) {
            return undo(failed.get(), pending);
        }
        List<Integer> missing = missing();
        return missing.isEmpty() && !specs.isEmpty() ? finish(pending) : make(missing, pending);
    }

    /** Those that are not in the tree yet; first those that ask for something by name, so that no automatic choice takes it. */
    private List<Integer> missing() {
        Map<Boolean, List<Integer>> byName = IntStream.range(0, specs.size())
                .filter(index -> made(index).isEmpty())
                .boxed()
                .collect(Collectors.partitioningBy(index -> asked(index).namesAny()));
        return Stream.of(true, false)
                .flatMap(named -> byName.getOrDefault(named, List.of()).stream())
                .toList();
    }

    /** The batch's nodes in the tree, by network. */
    private Map<String, Versioned<PendingBatch>> pending() {
        Map<String, Versioned<PendingBatch>> pending = new TreeMap<>();
        for (String network : networks) {
            state.network(network)
                    .flatMap(known -> Optional.ofNullable(known.pending().get(work.workUnit())))
                    .ifPresent(batch -> pending.put(network, batch));
        }
        return pending;
    }

    private Optional<Versioned<Port>> made(int index) {
        return state.network(specs.get(index).network())
                .flatMap(network -> Optional.ofNullable(network.ports().get(ids.get(index))));
    }

    private PortAsk asked(int index) {
        return PortAsk.of(specs.get(index), ids.get(index));
    }

    private NetStep make(List<Integer> missing, Map<String, Versioned<PendingBatch>> pending) {
        boolean fresh = pending.isEmpty() && missing.size() == specs.size();
        boolean whole = fresh && fitsOneStep();
        Draft draft = state.proposals().draft();
        PortMaking making = new PortMaking(state, draft, work.project(), work.now(), work.stripe());
        PortQuota quota = new PortQuota(state, work.project());
        List<PortDraft> ports = new ArrayList<>();
        for (int index : missing) {
            Optional<Choice.Denied<Void>> refusal =
                    notByHand(index).or(() -> making.begin(asked(index)).refusalOr(ports::add));
            if (refusal.isPresent()) {
                return stop(draft, at(index, refusal.get()), fresh, pending);
            }
        }
        Optional<Choice.Denied<Void>> quotaRefusal = quota.charge(draft, missing.size());
        if (quotaRefusal.isPresent()) {
            return stop(draft, quotaRefusal.get(), fresh, pending);
        }
        for (int i = 0; i < ports.size(); i++) {
            Optional<Choice.Denied<Void>> refusal = ports.get(i).hold();
            if (refusal.isPresent()) {
                return stop(draft, at(missing.get(i), refusal.get()), fresh, pending);
            }
        }
        if (fresh && !whole) {
            networks.forEach(network -> openBatch(network, draft));
        }
        int done = 0;
        for (; done < ports.size() && (whole || draft.hasRoom()); done++) {
            PortDraft port = ports.get(done);
            Optional<Choice.Denied<Void>> refusal =
                    port.claim(work.workUnit()).or(() -> quota.addresses(port.addressCount()));
            if (refusal.isPresent()) {
                return stop(draft, at(missing.get(done), refusal.get()), fresh, pending);
            }
            Optional<String> batch = whole ? Optional.empty() : Optional.of(work.workUnit());
            port.finish(work.project(), work.workUnit(), batch, work.now());
        }
        boolean last = done == ports.size() && (whole || (!fresh && draft.hasRoomFor(pending.size())));
        if (last) {
            draft.addAll(closeBatch(pending));
        }
        return propose(draft, ports.subList(0, done), last ? new Next.End(result()) : new Next.More("make_ports"));
    }

    private NetStep propose(Draft draft, List<PortDraft> made, Next next) {
        if (made.isEmpty()) {
            return PortSteps.act(state, draft, next, List.of());
        }
        state.proposals().opened(draft, made.get(made.size() - 1).portPath());
        return new NetStep.Act(draft.ops(), next, List.of(), draft.proposal());
    }

    /** Only a build gives a port to an instance. */
    private Optional<Choice.Denied<Void>> notByHand(int index) {
        return specs.get(index)
                .device()
                .filter(Port.Device::isInstance)
                .map(device -> Choice.Denied.firmly(PortRefusals.instanceDevice()));
    }

    private Choice.Denied<Void> at(int index, Choice.Denied<Void> denied) {
        return specs.size() == 1
                ? denied
                : new Choice.Denied<>(PortRefusals.at(index, denied.problem()), denied.undecided());
    }

    /** An upper bound of what it takes, so that records need not be made twice to find out. */
    private boolean fitsOneStep() {
        int ops = 0;
        int bytes = 0;
        for (PortSpec spec : specs) {
            int addresses = Math.max(2, spec.ips().size() + 1);
            int followers = (spec.qosPolicy().isPresent() ? 1 : 0)
                    + spec.securityGroups().size();
            ops += 2 + addresses + followers;
            bytes += 1200
                    + 250 * followers
                    + 350 * addresses
                    + 2 * spec.tags().stream().mapToInt(String::length).sum();
        }
        return new Draft(0).hasRoomFor(ops + 2 * networks.size(), bytes);
    }

    private void openBatch(String network, Draft draft) {
        Paths paths = state.paths();
        boolean parent = state.network(network)
                .filter(known -> known.structure().contains(paths.pending(network)))
                .isPresent();
        if (!parent) {
            draft.add(Op.createEmpty(paths.pending(network)));
        }
        draft.add(Op.create(paths.pendingBatch(network, work.workUnit()), PendingBatch.MAKING));
    }

    private List<Op> closeBatch(Map<String, Versioned<PendingBatch>> pending) {
        return pending.entrySet().stream()
                .map(batch -> Op.delete(
                        state.paths().pendingBatch(batch.getKey(), work.workUnit()),
                        batch.getValue().version()))
                .toList();
    }

    private NetStep finish(Map<String, Versioned<PendingBatch>> pending) {
        return PortSteps.end(closeBatch(pending), result());
    }

    private Map<String, String> result() {
        return specs.size() == 1
                ? Map.of("port", ids.get(0))
                : Map.of(
                        "count",
                        Integer.toString(ids.size()),
                        "ports",
                        ids.stream().limit(TOLD_IDS).collect(Collectors.joining(",")));
    }

    private NetStep stop(
            Draft draft, Choice.Denied<Void> denied, boolean fresh, Map<String, Versioned<PendingBatch>> pending) {
        draft.end();
        return fresh || denied.undecided().getAsBoolean() ? PortSteps.refuse(denied) : undo(denied.problem(), pending);
    }

    /** Nobody ever saw these ports: what they have is free at once. */
    private NetStep undo(Problem problem, Map<String, Versioned<PendingBatch>> pending) {
        Withdrawal withdrawal = new Withdrawal(state);
        int index = 0;
        for (; index < specs.size() && withdrawal.size() < UNDO_OPS; index++) {
            String network = specs.get(index).network();
            made(index).ifPresent(port -> withdrawal.remove(network, port.record(), port.version()));
        }
        List<Op> ops = new ArrayList<>(withdrawal.opsOfUnseen(work.workUnit()));
        if (index == specs.size() && ops.size() + pending.size() <= NetworkLife.STEP_OPS) {
            ops.addAll(closeBatch(pending));
            return PortSteps.undo(problem, ops, List.of());
        }
        // The reason is kept, so that it is the same for whoever goes on.
        pending.entrySet().stream()
                .limit(1)
                .filter(batch -> batch.getValue().record().failed().isEmpty())
                .map(batch -> Op.set(
                        state.paths().pendingBatch(batch.getKey(), work.workUnit()),
                        new PendingBatch(Optional.of(problem)),
                        batch.getValue().version()))
                .forEach(ops::add);
        return PortSteps.more(ops, "undo_ports");
    }
}
