package io.quark.orc.workflow;

import io.quark.common.model.MachineRequest;
import java.util.Optional;

/** All kinds of changes that one host makes. Immutable. */
final class Changes {

    private final Moves moves;

    Changes(Moves moves) {
        this.moves = moves;
    }

    /** What a work unit asks for; empty if it is none of them. */
    Optional<Change> of(OpenWork work) {
        if (!(work.unit().request().orElse(null) instanceof MachineRequest request)) {
            return Optional.empty();
        }
        if (request instanceof MachineRequest.GrowVolume grow) {
            return Optional.of(new VolumeGrowing(grow, moves));
        }
        if (request instanceof MachineRequest.DeleteVolume) {
            return Optional.of(new VolumeDeleting(moves));
        }
        return PowerChange.of(request)
                .or(() -> BootChange.of(request))
                .or(() -> SnapshotChange.of(request))
                .or(() -> other(request))
                .map(kind -> new MachineChange(kind, moves));
    }

    private static Optional<MachineKind> other(MachineRequest request) {
        if (request instanceof MachineRequest.Resize resize) {
            return Optional.of(new ResizeChange(resize));
        }
        if (request instanceof MachineRequest.TakeSnapshot take) {
            return Optional.of(new SnapshotTaking(take));
        }
        if (request instanceof MachineRequest.SnapshotToImage export) {
            return Optional.of(new SnapshotExport(export));
        }
        if (request instanceof MachineRequest.AttachPort attach) {
            return Optional.of(new PortAttaching(attach));
        }
        if (request instanceof MachineRequest.DetachPort detach) {
            return Optional.of(new PortDetaching(detach));
        }
        if (request instanceof MachineRequest.AttachVolume attach) {
            return Optional.of(new VolumeAttaching(attach));
        }
        return request instanceof MachineRequest.DetachVolume detach
                ? Optional.of(new VolumeDetaching(detach))
                : Optional.empty();
    }
}
