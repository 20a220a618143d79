package io.quark.compute.hypervisor;

import io.quark.common.model.ImageFile;
import io.quark.common.model.Machine;
import io.quark.common.model.TaskDetail;
import java.util.Optional;

/**
 * Where a machine is sent, and how.
 *
 * @param uri where the other host's hypervisor takes it
 * @param copy whether its disks are sent, too
 * @param base name of the image's file below the disk that waits at the other end; empty: there is none below it
 * @param maxBandwidthKbps of the transfer; absent: no limit
 * @param maxDowntimeMs for which it may stand still; absent: the hypervisor's own limit
 */
public record Journey(
        String uri,
        boolean copy,
        Optional<String> base,
        Optional<Long> maxBandwidthKbps,
        Optional<Long> maxDowntimeMs) {

    public static Journey of(TaskDetail.Send detail, Machine machine) {
        return new Journey(
                detail.uri(),
                detail.copy(),
                machine.boot().file(ImageFile.Role.DISK).map(ImageFile::sha256),
                detail.maxBandwidthKbps(),
                detail.maxDowntimeMs());
    }
}
