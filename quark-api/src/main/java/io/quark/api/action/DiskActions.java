package io.quark.api.action;

import io.quark.api.bind.Field;
import io.quark.api.http.ProblemType;
import io.quark.api.view.Cluster;
import io.quark.common.model.Instance;
import io.quark.common.model.MachineRequest.AttachVolume;
import io.quark.common.model.MachineRequest.DetachVolume;
import io.quark.common.model.Volume;
import java.util.List;
import java.util.Optional;

/** Giving machines volumes and taking them away. */
final class DiskActions {

    private final Cluster cluster;

    DiskActions(Cluster cluster) {
        this.cluster = cluster;
    }

    record AttachVolumeAction(
            @Field(required = true, pattern = "attach_volume", says = "attach_volume: also while it runs.")
            Optional<String> action,

            @Field(required = true, maxLength = 63, says = "A volume that nothing uses, by name or id.")
            Optional<String> volume) {}

    record DetachVolumeAction(
            @Field(required = true, pattern = "detach_volume", says = "detach_volume: also while it runs.")
            Optional<String> action,

            @Field(required = true, maxLength = 63, says = "A volume of the machine, by name or id.")
            Optional<String> volume) {}

    List<Action<?>> all() {
        return List.of(
                Action.of(
                        "attach_volume",
                        AttachVolumeAction.class,
                        (body, asked) -> attach(body.volume().orElseThrow(), asked)),
                Action.of(
                        "detach_volume",
                        DetachVolumeAction.class,
                        (body, asked) -> detach(body.volume().orElseThrow(), asked)));
    }

    private AttachVolume attach(String name, Asked asked) {
        Volume volume = volume(name, asked);
        boolean free = volume.status() == Volume.Status.NEW || volume.status() == Volume.Status.AVAILABLE;
        if (!free) {
            throw ProblemType.CONFLICT.of(
                    "the volume " + volume.name() + " is " + volume.status().text()
                            + volume.instance()
                                    .map(id -> ": instance "
                                            + cluster.findInstance().nameOf(id))
                                    .orElse(""),
                    "Detach it there first, or wait until it is available.");
        }
        asked.refuse(
                asked.instance().volumes().size() >= Instance.MAX_VOLUMES,
                "the instance " + asked.instance().name() + " has " + Instance.MAX_VOLUMES
                        + " volumes, the most it can",
                "Detach one first.");
        return new AttachVolume(volume.id());
    }

    private DetachVolume detach(String name, Asked asked) {
        Volume volume = volume(name, asked);
        boolean isThere =
                volume.instance().filter(asked.instance().id()::equals).isPresent();
        if (!isThere && !asked.standing().pending()) {
            throw ProblemType.CONFLICT.of(
                    "the volume " + volume.name() + " is not attached to "
                            + asked.instance().name()
                            + volume.instance()
                                    .map(id ->
                                            ", but to " + cluster.findInstance().nameOf(id))
                                    .orElse(""),
                    "GET /v1/volumes/" + volume.id() + " shows where it is.");
        }
        return new DetachVolume(volume.id());
    }

    private Volume volume(String name, Asked asked) {
        return cluster.machines().findVolume().addressed(asked.project(), name).value();
    }
}
