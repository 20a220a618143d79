package io.quark.orc.audit;

import io.quark.common.model.ComputeSelf;
import io.quark.common.model.Finding;
import io.quark.common.model.Instance;
import io.quark.common.model.Managed;
import io.quark.common.model.Resources;
import io.quark.common.model.Snapshot;
import io.quark.common.model.Task;
import io.quark.common.model.Volume;
import io.quark.common.tree.Paths;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Machines, volumes and snapshots: recorded on both sides, nowhere twice, and nobody promised more than there is. For one thread. */
final class MachineAudit {

    private static final String VOLUME = "volume";

    private final Records records;
    private final Paths paths;
    private final List<Finding> findings;
    private final Map<String, String> hostOf = new HashMap<>();
    private final Set<String> busy = new HashSet<>();

    MachineAudit(Records records, Paths paths, List<Finding> findings) {
        this.records = records;
        this.paths = paths;
        this.findings = findings;
    }

    void look() {
        records.below(paths.computes()).forEach(path -> host(Records.name(path)));
        records.eachInBuckets(paths.instances(), Instance.class, this::instance);
        hostOf.forEach(this::managed);
        records.eachInBuckets(paths.volumes(), Volume.class, this::volume);
        records.eachInBuckets(paths.snapshots(), Snapshot.class, this::snapshot);
    }

    /** A host, and what it was promised to others. */
    private void host(String host) {
        Resources[] promised = {Resources.NONE};
        for (String tasks : List.of(paths.nextTasks(host), paths.activeTasks(host))) {
            records.each(tasks, Task.class, (path, task) -> {
                promised[0] = promised[0].plus(task.consumes());
                busy.add(task.instance());
            });
        }
        records.each(paths.managing(host), Managed.class, (path, managed) -> {
            promised[0] = promised[0].plus(managed.consumes());
            if (!managed.kind().equals(VOLUME)) {
                String other = hostOf.put(Records.name(path), host);
                if (other != null) {
                    add("I2", path, "the same machine is on " + other + ", too");
                }
            } else if (!records.exists(paths.volume(Records.name(path)))) {
                add("I9", path, "no such volume is recorded");
            }
        });
        records.read(paths.self(host), ComputeSelf.class)
                .filter(self -> !promised[0].fitsIn(self.capacity()))
                .ifPresent(self -> add(
                        "I6", paths.compute(host), "it is promised " + promised[0] + " and has " + self.capacity()));
    }

    private void instance(String path, Instance instance) {
        instance.workUnit()
                .filter(unit ->
                        !records.exists(paths.nextWorkUnit(unit)) && !records.exists(paths.activeWorkUnit(unit)))
                .ifPresent(unit -> add("I12", path, "it is held by the work unit " + unit + ", which is not open"));
        String host = hostOf.get(instance.id());
        if (host == null
                && instance.status() == Instance.Status.ACTIVE
                && instance.workUnit().isEmpty()
                && !busy.contains(instance.id())) {
            add("I9", path, "it is active, and no compute says that it looks after it");
        }
        for (var volume : instance.volumes()) {
            Optional<Volume> record = records.read(paths.volume(volume.id()), Volume.class);
            if (!record.flatMap(Volume::instance).equals(Optional.of(instance.id()))) {
                add("I4", path, "its volume " + volume.id() + " is not recorded as its own");
            }
        }
        for (String snapshot : instance.snapshots()) {
            if (!records.exists(paths.snapshot(snapshot))) {
                add("I4", path, "its snapshot " + snapshot + " is not recorded");
            }
        }
    }

    private void managed(String instance, String host) {
        if (busy.contains(instance)) {
            return; // being built, deleted or moved
        }
        Optional<Instance> record = records.read(paths.instance(instance), Instance.class);
        if (record.isEmpty()) {
            add("I9", paths.managed(host, instance), "no such instance is recorded");
        } else if (record.get().workUnit().isEmpty()
                && !Objects.equals(record.get().compute().orElse(null), host)) {
            add(
                    "I2",
                    paths.managed(host, instance),
                    "the instance is recorded on " + record.get().compute().orElse("no host"));
        }
    }

    private void volume(String path, Volume volume) {
        volume.instance()
                .filter(id -> records.read(paths.instance(id), Instance.class).stream()
                        .noneMatch(instance -> instance.volumes().stream()
                                .anyMatch(disk -> disk.id().equals(volume.id()))))
                .ifPresent(id -> add("I4", path, "it is attached to " + id + ", which does not have it"));
        volume.compute()
                .filter(host -> volume.workUnit().isEmpty()
                        && !busy.contains(volume.id())
                        && !records.exists(paths.managed(host, volume.id())))
                .ifPresent(host -> add("I9", path, "it lies on " + host + ", which does not have it"));
    }

    private void snapshot(String path, Snapshot snapshot) {
        boolean known = records.read(paths.instance(snapshot.instance()), Instance.class)
                .filter(instance -> instance.snapshots().contains(snapshot.id()))
                .isPresent();
        if (!known) {
            add("I4", path, "its instance " + snapshot.instance() + " does not have it");
        }
    }

    private void add(String invariant, String subject, String detail) {
        findings.add(new Finding(invariant, subject, detail));
    }
}
