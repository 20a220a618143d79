package io.quark.compute.task;

import io.quark.common.json.MalformedRecordException;
import io.quark.common.model.Volume;
import io.quark.common.model.VolumeDisk;
import io.quark.common.tree.Node;
import io.quark.compute.hypervisor.VolumeOwner;
import io.quark.compute.step.Step;
import io.quark.compute.step.StepGraph;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes what a host still has of volumes that went to another host with their machine. Lives on the loop. */
final class LeftVolumes {

    private static final Logger LOG = LoggerFactory.getLogger(LeftVolumes.class);

    private final Workplace at;
    private final Lanes lanes;

    LeftVolumes(Workplace at, Lanes lanes) {
        this.at = at;
        this.lanes = lanes;
    }

    /** The volumes of which something is here. On shared storage nobody leaves anything behind. */
    CompletableFuture<Set<String>> here() {
        return at.storage().shared().isPresent()
                ? CompletableFuture.completedFuture(Set.of())
                : at.storage().volumes().all();
    }

    /**
     * Removes those that another host has by now, or nobody.
     *
     * @param known what this host looks after, or works on: that stays
     * @param then run when it was decided what goes
     */
    void clear(Set<String> here, Set<String> known, Runnable then) {
        Set<String> strange = new HashSet<>(here);
        strange.removeAll(known);
        if (strange.isEmpty()) {
            then.run();
            return;
        }
        List<String> volumes = List.copyOf(strange);
        List<String> paths =
                volumes.stream().map(id -> at.tree().paths().volume(id)).toList();
        at.loop().when(at.tree().latest(paths), (nodes, failure) -> {
            for (int i = 0; nodes != null && i < volumes.size(); i++) {
                if (isElsewhere(nodes.get(i)) && !lanes.busy(volumes.get(i))) {
                    remove(volumes.get(i));
                }
            }
            then.run();
        });
    }

    private boolean isElsewhere(Optional<Node> node) {
        try {
            // The record is there before anything is made of it, and goes after that.
            return node.map(found -> found.as(Volume.class)
                            .compute()
                            .filter(host -> !host.equals(at.host()))
                            .isPresent())
                    .orElse(true);
        } catch (MalformedRecordException e) {
            return false;
        }
    }

    private void remove(String volume) {
        LOG.info("removing what {} still has of volume {}: it is not its own any more", at.host(), volume);
        VolumeOwner owner = new VolumeOwner(volume, "", at.host(), at.treeId());
        VolumeDisk disk = new VolumeDisk(volume, 0, "", "");
        Step step = Step.forward("release_volume", () -> at.storage().volumes().remove(owner, disk));
        lanes.add(new RemovalRun(at, volume, StepGraph.chain(List.of(step))));
    }
}
