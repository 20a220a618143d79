package io.quark.orc.workflow;

import io.quark.common.model.Instance;
import io.quark.common.model.Nic;
import io.quark.common.model.Task;
import io.quark.common.tree.Op;
import io.quark.net.alloc.NetStep.ChangedNic;
import io.quark.orc.cluster.Reservation;
import io.quark.orc.workflow.Decision.ActBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Changed interfaces of instances: into their records, and to the hosts that they live on. */
final class NicUpdates {

    private final Moves moves;
    private final Machines machines;

    NicUpdates(Moves moves, Machines machines) {
        this.moves = moves;
        this.machines = machines;
    }

    /** Adds the changed records of the instances; answers a decision only where that has to wait. */
    Optional<Decision> record(ActBuilder act, List<ChangedNic> nics, OpenWork work, World world) {
        List<Seen<Instance>> changed = new ArrayList<>();
        Optional<Decision> wait = changed(nics, work, world, changed);
        if (wait.isEmpty()) {
            changed.forEach(instance -> act.ops(moves.set(instance, instance.value())));
        }
        return wait;
    }

    /** As {@link #record}, and gives each of their hosts a task. */
    Optional<Decision> tell(ActBuilder act, List<ChangedNic> nics, OpenWork work, World world) {
        if (!world.placing()) {
            return Optional.of(new Decision.Later());
        }
        List<Seen<Instance>> changed = new ArrayList<>();
        Optional<Decision> wait = changed(nics, work, world, changed);
        if (wait.isEmpty()) {
            changed.forEach(instance -> tell(act, instance, work, world));
        }
        return wait;
    }

    private void tell(ActBuilder act, Seen<Instance> instance, OpenWork work, World world) {
        act.ops(moves.set(instance, instance.value()));
        instance.value().compute().ifPresent(host -> {
            Task task = machines.updateNics(work.id(), instance.value(), world.epoch(work.id()));
            act.placement(new Reservation(host, task.consumes()))
                    .ops(Op.create(moves.paths().nextTask(host, task.id()), task));
        });
    }

    /** The instances as they are to be; one that is gone needs nothing any more. */
    private static Optional<Decision> changed(
            List<ChangedNic> nics, OpenWork work, World world, List<Seen<Instance>> changed) {
        Map<String, List<Nic>> byInstance = new LinkedHashMap<>();
        nics.forEach(one -> byInstance
                .computeIfAbsent(one.instance(), key -> new ArrayList<>())
                .add(one.nic()));
        for (Map.Entry<String, List<Nic>> entry : byInstance.entrySet()) {
            Optional<Seen<Instance>> seen = world.instance(entry.getKey());
            if (seen.isEmpty()) {
                continue;
            }
            Instance was = seen.get().value();
            if (was.workUnit().filter(id -> !id.equals(work.id())).isPresent()) {
                // It is being built or deleted: its own work unit goes first.
                return Optional.of(Decision.Wait.until(world.now().plus(Rules.ROOM)));
            }
            changed.add(new Seen<>(with(was, entry.getValue()), seen.get().version()));
        }
        return Optional.empty();
    }

    private static Instance with(Instance was, List<Nic> changed) {
        List<Nic> nics = new ArrayList<>(was.nics());
        for (Nic nic : changed) {
            nics.replaceAll(old -> old.port().equals(nic.port()) ? nic : old);
        }
        return was.change().wanted().nics(nics).build();
    }
}
