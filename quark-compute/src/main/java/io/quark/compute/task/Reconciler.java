package io.quark.compute.task;

import io.quark.common.json.MalformedRecordException;
import io.quark.common.model.Instance;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.Managed;
import io.quark.common.tree.Commit;
import io.quark.common.tree.Node;
import io.quark.common.tree.Transaction;
import io.quark.compute.hypervisor.Domain;
import io.quark.compute.step.Loop;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps {@code managing} true, adopts what belongs here and removes what does not. Lives on the loop.
 *
 * <p>While the hypervisor cannot be asked, nothing is concluded: that it showed no domain is not that there is none.
 */
final class Reconciler {

    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

    private final Workplace at;
    private final Managing managing;
    private final Lanes lanes;
    private final LeftVolumes volumes;
    private final Supplier<Set<String>> busyNow;
    private final BiConsumer<String, MachineStatus> seen;
    private boolean looking;

    /**
     * @param busyNow the instances for which something is being done, or is about to be, and their volumes: they are left alone
     * @param seen told how each of the others is
     */
    Reconciler(
            Workplace at,
            Managing managing,
            Lanes lanes,
            Supplier<Set<String>> busyNow,
            BiConsumer<String, MachineStatus> seen) {
        this.at = at;
        this.managing = managing;
        this.lanes = lanes;
        this.volumes = new LeftVolumes(at, lanes);
        this.busyNow = busyNow;
        this.seen = seen;
    }

    /** Looks at everything. Completes with whether the host could be asked; with false also when a look is under way. */
    CompletableFuture<Boolean> look() {
        CompletableFuture<Boolean> looked = new CompletableFuture<>();
        if (looking) {
            looked.complete(false);
            return looked;
        }
        looking = true;
        // What was begun or ended while the host was being asked is left for the next look.
        Set<String> managedBefore = managing.instances();
        Set<String> busy = new HashSet<>(busyNow.get());
        CompletableFuture<List<Domain>> domains = at.hypervisor().domains();
        CompletableFuture<Set<String>> files = at.storage().instances();
        CompletableFuture<Set<String>> nics = at.wiring().instances();
        CompletableFuture<Set<String>> disks = volumes.here();
        at.loop().when(CompletableFuture.allOf(domains, files, nics, disks), (nothing, failure) -> {
            looking = false;
            if (failure != null) {
                LOG.debug("{} cannot be looked at: {}", at.host(), failure.getMessage());
                looked.complete(false);
                return;
            }
            Set<String> leftBehind = new HashSet<>(files.join());
            leftBehind.addAll(nics.join());
            busy.addAll(busyNow.get());
            Set<String> managed = new HashSet<>(managing.instances());
            managed.stream().filter(id -> !managedBefore.contains(id)).forEach(busy::add);
            Census census = Census.of(domains.join(), leftBehind, managed, managing.machines(), busy);
            census.statuses().forEach(seen);
            Set<String> known = new HashSet<>(managedBefore);
            known.addAll(managed);
            known.addAll(busy);
            judge(census.strangers(), () -> volumes.clear(disks.join(), known, () -> looked.complete(true)));
        });
        return looked;
    }

    /** Looks at one machine: something was told of it. */
    void look(String instance) {
        if (managing.get(instance).filter(Managed::isMachine).isEmpty() || lanes.busy(instance)) {
            return;
        }
        at.loop().when(at.hypervisor().domain(instance), (domain, failure) -> {
            if (domain != null && !lanes.busy(instance)) {
                managing.get(instance).ifPresent(managed -> seen.accept(instance, Census.status(domain, managed)));
            }
        });
    }

    private void judge(Map<String, Optional<Domain>> strangers, Runnable then) {
        if (strangers.isEmpty()) {
            then.run();
            return;
        }
        List<String> instances = List.copyOf(strangers.keySet());
        List<String> paths =
                instances.stream().map(id -> at.tree().paths().instance(id)).toList();
        at.loop().when(at.tree().latest(paths), (nodes, failure) -> {
            Set<String> busy = busyNow.get();
            for (int i = 0; nodes != null && i < instances.size(); i++) {
                String instance = instances.get(i);
                if (!busy.contains(instance) && managing.get(instance).isEmpty()) {
                    judge(instance, strangers.getOrDefault(instance, Optional.empty()), nodes.get(i));
                }
            }
            then.run();
        });
    }

    private void judge(String instance, Optional<Domain> domain, Optional<Node> node) {
        Optional<Instance> record;
        try {
            record = node.map(found -> found.as(Instance.class));
        } catch (MalformedRecordException e) {
            LOG.error("instance {} cannot be read; what is here of it stays: {}", instance, e.getMessage());
            return;
        }
        switch (Census.fate(domain, record, at.host())) {
            case ADOPT -> adopt(domain.orElseThrow(), record.orElseThrow());
            case REMOVE -> {
                LOG.warn("removing what {} has of {}: the tree does not place it here", at.host(), instance);
                lanes.add(new RemovalRun(at, instance));
            }
            case LEAVE -> LOG.debug("{} has files of {}, but no domain", at.host(), instance);
        }
    }

    private void adopt(Domain domain, Instance instance) {
        LOG.warn("adopting {} on {}: it is here, and no record of this host named it", instance.id(), at.host());
        Managed managed = new Managed(
                at.hypervisor().kind(),
                instance.name(),
                at.clock().instant(),
                instance.spec().consumes(),
                domain.status(),
                domain.owner().task(),
                Optional.empty(),
                instance.powerState(),
                instance.spec().restart());
        Transaction transaction = new Transaction(managing.putting(instance.id(), managed));
        at.loop().when(at.tree().commit(transaction), (commit, failure) -> {
            if (commit instanceof Commit.Committed) {
                managing.put(instance.id(), managed);
            } else {
                Loop.ignore(managing.reload(instance.id()));
            }
        });
    }
}
