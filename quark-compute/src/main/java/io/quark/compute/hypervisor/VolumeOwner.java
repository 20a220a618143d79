package io.quark.compute.hypervisor;

import io.quark.common.model.Task;

/**
 * Whose a volume's content is; written down where the volume is made.
 *
 * @param task that made it
 * @param compute that made it
 * @param tree identity of the tree that it is recorded in
 */
public record VolumeOwner(String volume, String task, String compute, String tree) {

    public static VolumeOwner of(Task task, String volume, String compute, String tree) {
        return new VolumeOwner(volume, task.id(), compute, tree);
    }
}
