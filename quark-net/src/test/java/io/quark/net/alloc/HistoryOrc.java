package io.quark.net.alloc;

import io.quark.common.json.Json;
import io.quark.common.model.Nic;
import io.quark.common.tree.Node;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeView.Change;
import io.quark.common.tree.TreeView.Cut;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** One orc of a history: its index, what it sees of work units and instances in the same cuts, and what it has not committed yet. */
final class HistoryOrc {

    /** What the tree says of an open work unit. */
    record WorkState(boolean begun, boolean waiting, Optional<NetWork.Hosts> hosts) {
        static final WorkState NEW = new WorkState(false, false, Optional.empty());
    }

    /** What the tree says of an instance. */
    record Machine(List<Nic> nics) {
        Machine {
            nics = List.copyOf(nics);
        }

        Machine with(Nic changed) {
            return new Machine(nics.stream()
                    .map(nic -> nic.port().equals(changed.port()) ? changed : nic)
                    .toList());
        }
    }

    record Seen<R>(R record, int version) {}

    /**
     * A transaction that is not committed yet.
     *
     * @param work the work unit that it is of; empty: none
     * @param sure whether nothing can keep it from being committed as long as the tree stays as it is
     * @param committed what to do when it was
     */
    record Open(List<Op> ops, long proposal, String work, boolean sure, int zxid, Runnable committed) {}

    final NetIndex index;
    final PaperTree.View view;
    final Stripe stripe;
    final Map<String, Seen<WorkState>> works = new TreeMap<>();
    final Map<String, Seen<Machine>> machines = new HashMap<>();
    final List<Open> open = new ArrayList<>();
    private final PaperTree tree;

    HistoryOrc(PaperTree tree, Stripe stripe) {
        this.tree = tree;
        this.stripe = stripe;
        this.index = new NetIndex(tree.paths);
        this.view = tree.view(this::apply);
        view.catchUp();
    }

    private void apply(Cut cut) {
        index.apply(cut);
        for (Change change : cut.changes()) {
            List<String> parts = tree.paths.parts(change.path());
            if (parts.size() == 5 && parts.get(3).equals("active_tasks")) {
                take(works, change, WorkState.class);
            } else if (parts.size() == 3 && parts.get(0).equals("instances")) {
                take(machines, change, Machine.class);
            }
        }
    }

    private static <R> void take(Map<String, Seen<R>> into, Change change, Class<R> type) {
        String id = Paths.lastPart(change.path());
        Optional<Node> node = change.after();
        if (node.isPresent()) {
            into.put(
                    id,
                    new Seen<>(Json.read(node.get().data(), type), node.get().version()));
        } else {
            into.remove(id);
        }
    }

    /** Whether it knows all there is, and has nothing under way. */
    boolean isCertain() {
        return view.isCaughtUp() && open.isEmpty() && index.openProposals() == 0;
    }

    /** Work units that may go on, as far as it sees. */
    List<String> ready() {
        Set<String> busy = new HashSet<>();
        open.forEach(one -> busy.add(one.work()));
        return works.entrySet().stream()
                .filter(work -> !work.getValue().record().waiting() && !busy.contains(work.getKey()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The step's operations with what is said of the work unit; it must still be as this orc sees it. */
    List<Op> with(List<Op> ops, String work, Optional<WorkState> after, List<NetStep.ChangedNic> nics) {
        List<Op> all = new ArrayList<>(ops);
        String path = tree.paths.activeWorkUnit(work);
        int version = Objects.requireNonNull(works.get(work)).version();
        all.add(after.map(state -> Op.set(path, state, version)).orElseGet(() -> Op.delete(path, version)));
        Map<String, Machine> changed = new HashMap<>();
        for (NetStep.ChangedNic nic : nics) {
            Optional.ofNullable(machines.get(nic.instance()))
                    .ifPresent(seen -> changed.put(
                            nic.instance(),
                            changed.getOrDefault(nic.instance(), seen.record()).with(nic.nic())));
        }
        changed.forEach((id, machine) -> all.add(Op.set(
                tree.paths.instance(id),
                machine,
                Objects.requireNonNull(machines.get(id)).version())));
        return all;
    }
}
