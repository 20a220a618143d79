package io.quark.net.alloc;

import io.quark.common.model.NetRequest.DeletePorts;
import io.quark.common.model.NetRequest.PortRef;
import io.quark.common.model.Port;
import io.quark.common.model.Problem;
import io.quark.common.tree.Op;
import io.quark.net.alloc.Reach.PortThere;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Removes ports that no instance uses, all or none: few in one transaction; of many each is first marked, so that nothing takes hold
 * of it any more, and once all are marked they go.
 */
final class PortRemoval {

    /** Operations of one step that removes. */
    private static final int REMOVE_OPS = 340;

    private final NetState state;
    private final NetWork work;
    private final List<PortRef> refs;
    private final Reach reach;
    private final List<PortThere> marked = new ArrayList<>();
    private final List<PortThere> unmarked = new ArrayList<>();
    private final List<Problem> held = new ArrayList<>();

    PortRemoval(NetState state, NetWork work, DeletePorts request) {
        this.state = state;
        this.work = work;
        this.reach = new Reach(state, work.project());
        Stream<PortRef> more =
                request.parts() == 0 ? Stream.empty() : work.parts().stream().flatMap(part -> part.delete().stream());
        this.refs = Stream.concat(request.ports().stream(), more).distinct().toList();
    }

    NetStep next() {
        if (refs.size() > PortBatch.MAX_PORTS) {
            return PortSteps.refuse(PortRefusals.tooManyPorts(refs.size(), PortBatch.MAX_PORTS));
        }
        refs.forEach(this::sort);
        if (!held.isEmpty()) {
            return unmark(refs.size() == 1 ? held.get(0) : inTheWay());
        }
        if (unmarked.isEmpty()) {
            return remove(marked);
        }
        return marked.isEmpty() && fitsOneStep() ? remove(unmarked) : mark();
    }

    private void sort(PortRef ref) {
        Choice<PortThere> choice = reach.anyPort(ref.network(), ref.port());
        if (choice instanceof Choice.Denied<PortThere> denied) {
            if (!work.begun()) { // else it went already
                held.add(denied.problem());
            }
            return;
        }
        PortThere port = ((Choice.Chosen<PortThere>) choice).value();
        Optional<String> leaving = port.record().leaving();
        if (leaving.filter(work.workUnit()::equals).isPresent()) {
            marked.add(port);
        } else if (leaving.isPresent()) {
            held.add(PortRefusals.leaving(ref.port()));
        } else if (port.record().instance().isPresent()) {
            held.add(PortRefusals.portInUse(port.record()));
        } else {
            unmarked.add(port);
        }
    }

    private Problem inTheWay() {
        List<String> named =
                held.stream().limit(Holders.NAMED).map(Problem::detail).toList();
        return PortRefusals.portsHeld(named, held.size() - named.size());
    }

    private boolean fitsOneStep() {
        return unmarked.stream()
                        .mapToInt(port -> Withdrawal.most(port.record()))
                        .sum()
                <= REMOVE_OPS;
    }

    private NetStep mark() {
        Draft draft = new Draft(0);
        write(draft, unmarked, Optional.of(work.workUnit()));
        return PortSteps.more(draft.ops(), "mark_ports");
    }

    /** Something is in the way: those marked already are as before. */
    private NetStep unmark(Problem problem) {
        Draft draft = new Draft(0);
        int done = write(draft, marked, Optional.empty());
        return done == marked.size()
                ? PortSteps.undo(problem, draft.ops(), List.of())
                : PortSteps.more(draft.ops(), "unmark_ports");
    }

    /** As many as fit; returns how many. */
    private int write(Draft draft, List<PortThere> ports, Optional<String> leaving) {
        int done = 0;
        for (; done < ports.size() && draft.hasRoom(); done++) {
            PortThere there = ports.get(done);
            Port port = there.record().withLeaving(leaving, work.workUnit());
            draft.addAll(state.portRecords().set(there.record(), port, there.version()));
        }
        return done;
    }

    private NetStep remove(List<PortThere> ports) {
        Withdrawal withdrawal = new Withdrawal(state);
        int done = 0;
        for (;
                done < ports.size()
                        && withdrawal.size() + Withdrawal.most(ports.get(done).record()) <= REMOVE_OPS;
                done++) {
            PortThere port = ports.get(done);
            withdrawal.remove(port.record().network(), port.record(), port.version());
        }
        List<Op> ops = withdrawal.ops(work.workUnit());
        return done == ports.size()
                ? PortSteps.end(ops, Map.of("count", Integer.toString(refs.size())))
                : PortSteps.more(ops, "remove_ports");
    }
}
