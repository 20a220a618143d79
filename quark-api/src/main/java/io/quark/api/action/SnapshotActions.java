package io.quark.api.action;

import io.quark.api.bind.Faults;
import io.quark.api.bind.Field;
import io.quark.api.http.ProblemType;
import io.quark.api.network.Ownership;
import io.quark.api.view.Cluster;
import io.quark.common.id.Ids;
import io.quark.common.model.Instance;
import io.quark.common.model.MachineRequest.Restore;
import io.quark.common.model.MachineRequest.TakeSnapshot;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.Snapshot;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Keeping machines as they are, and bringing them back. */
final class SnapshotActions {

    static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]*";
    static final String NAME_FORM =
            "must be letters, digits, dots, dashes and underscores, and begin with a letter or digit";

    private final Cluster cluster;
    private final Clock clock;

    SnapshotActions(Cluster cluster, Clock clock) {
        this.cluster = cluster;
        this.clock = clock;
    }

    record SnapshotAction(
            @Field(required = true, pattern = "snapshot", says = "snapshot: of its root disk; it goes on meanwhile.")
            Optional<String> action,

            @Field(
                    required = true,
                    maxLength = 63,
                    pattern = NAME,
                    form = NAME_FORM,
                    says = "Name of the snapshot, unique in the project.")
            Optional<String> name,

            @Field(says = "Whether its memory is kept, too, so that it goes on where it was; false unless given.")
            Optional<Boolean> memory) {}

    record RestoreAction(
            @Field(required = true, pattern = "restore", says = "restore: what it has become since is lost.")
            Optional<String> action,

            @Field(required = true, maxLength = 63, says = "A snapshot of the machine, by name or id.")
            Optional<String> snapshot) {}

    List<Action<?>> all() {
        return List.of(
                Action.of(
                        "snapshot",
                        SnapshotAction.class,
                        (body, faults) -> check(body.name(), faults),
                        (body, asked) ->
                                take(body.name().orElseThrow(), body.memory().orElse(false), asked)),
                Action.of(
                        "restore",
                        RestoreAction.class,
                        (body, asked) -> restore(body.snapshot().orElseThrow(), asked)));
    }

    static void check(Optional<String> name, Faults faults) {
        if (name.map(Ids::canonical).filter(Ids::isId).isPresent()) {
            faults.add("/name", "must not look like an id");
        }
    }

    TakeSnapshot take(String name, boolean memory, Asked asked) {
        Instance instance = asked.instance();
        asked.refuseRescued("kept in a snapshot");
        asked.refuse(
                instance.snapshots().size() >= Instance.MAX_SNAPSHOTS,
                "the instance " + instance.name() + " has " + Instance.MAX_SNAPSHOTS + " snapshots, the most it can",
                "Delete one first.");
        if (memory) {
            asked.standing()
                    .require(
                            "Only a running or paused machine has memory to keep: ask without memory.",
                            MachineStatus.RUNNING,
                            MachineStatus.PAUSED);
        }
        Ownership.refuseNameTaken(
                "snapshot",
                name,
                "",
                cluster.machines().snapshots().named(instance.project(), name).stream()
                        .map(holder -> holder.value().id())
                        .findFirst());
        return new TakeSnapshot(new Snapshot(
                asked.ids().made(asked.workUnit(), "snapshot"),
                name,
                instance.project(),
                instance.id(),
                memory,
                0,
                instance.spec(),
                Snapshot.Status.TAKING,
                clock.instant().truncatedTo(ChronoUnit.MILLIS)));
    }

    private Restore restore(String name, Asked asked) {
        asked.refuseRescued("restored");
        Snapshot snapshot = cluster.machines()
                .findSnapshot()
                .addressed(asked.project(), name)
                .value();
        if (!snapshot.instance().equals(asked.instance().id())) {
            throw ProblemType.NOT_FOUND.of(
                    "the snapshot " + snapshot.name() + " is not of the instance "
                            + asked.instance().name(),
                    "GET /v1/snapshots?instance=" + asked.instance().id() + " lists its own.");
        }
        refuseUnready(snapshot);
        return new Restore(snapshot.id());
    }

    /** Refuses (409) a snapshot that is not there to be used yet. */
    static void refuseUnready(Snapshot snapshot) {
        if (snapshot.status() != Snapshot.Status.READY) {
            throw ProblemType.CONFLICT.of(
                    "the snapshot " + snapshot.name() + " is still being taken",
                    "Wait until GET /v1/snapshots/" + snapshot.id() + " says ready.");
        }
    }
}
