package io.quark.api.action;

import io.quark.api.bind.Field;
import io.quark.api.http.ProblemType;
import io.quark.api.view.Cluster;
import io.quark.common.model.Instance;
import io.quark.common.model.MachineRequest.Evacuate;
import io.quark.common.model.MachineRequest.Migrate;
import io.quark.common.model.MachineStatus;
import java.util.List;
import java.util.Optional;

/** Moving machines to other hosts. */
final class MoveActions {

    private static final long GBIT_100 = 100_000_000;
    private static final long MINUTE_MS = 60_000;

    private final Cluster cluster;

    MoveActions(Cluster cluster) {
        this.cluster = cluster;
    }

    record MigrateAction(
            @Field(required = true, pattern = "migrate", says = "migrate: to another host; addresses and MACs stay.")
            Optional<String> action,

            @Field(says = "While it runs; unless given, if it runs.")
            Optional<Boolean> live,

            @Field(maxLength = 255, says = "To this compute, by name; the best one unless given.")
            Optional<String> compute,

            @Field(min = 1, max = GBIT_100, says = "Bandwidth of the transfer at most, kbit/s; no limit unless given.")
            Optional<Long> maxBandwidthKbps,

            @Field(
                    min = 1,
                    max = MINUTE_MS,
                    says = "Milliseconds that it may stand still at most; the hypervisor's own limit unless given.")
            Optional<Long> maxDowntimeMs) {}

    record EvacuateAction(
            @Field(required = true, pattern = "evacuate", says = "evacuate: from a dead host to another.")
            Optional<String> action,

            @Field(maxLength = 255, says = "To this compute, by name; the best one unless given.")
            Optional<String> compute,

            @Field(says = "Must be true: your word that its host is off, so that it can never run twice.")
            Optional<Boolean> fenced) {}

    List<Action<?>> all() {
        return List.of(
                Action.of("migrate", MigrateAction.class, this::migrate),
                Action.of("evacuate", EvacuateAction.class, this::evacuate));
    }

    private Migrate migrate(MigrateAction body, Asked asked) {
        Standing standing = asked.standing();
        asked.refuseRescued("moved");
        refuseTarget(body.compute(), asked);
        if (!standing.hostAlive() && !standing.pending()) {
            throw ProblemType.CONFLICT.of(
                    host(asked.instance()) + " gives no sign of life, so nothing can be moved away from it",
                    "If it is off for certain, ask for evacuate with fenced.");
        }
        boolean runs = standing.is(MachineStatus.RUNNING, MachineStatus.PAUSED);
        if (body.live().orElse(false)) {
            standing.refuseIf(!runs, "Only a running machine can be moved live: leave live out.");
        }
        return new Migrate(body.live().orElse(runs), body.compute(), body.maxBandwidthKbps(), body.maxDowntimeMs());
    }

    private Evacuate evacuate(EvacuateAction body, Asked asked) {
        asked.refuse(
                !body.fenced().orElse(false),
                "evacuate makes the machine anew elsewhere, and fenced does not say that its host is off",
                "See that the host is off or cut off from storage and network, then give \"fenced\": true.");
        refuseTarget(body.compute(), asked);
        if (asked.standing().hostAlive()) {
            throw ProblemType.CONFLICT.of(
                    host(asked.instance()) + " is alive", "Move the machine with migrate; evacuate is for dead hosts.");
        }
        return new Evacuate(body.compute(), true);
    }

    private static String host(Instance instance) {
        return instance.compute().map(name -> "the compute " + name).orElse("its compute");
    }

    private void refuseTarget(Optional<String> target, Asked asked) {
        target.filter(name -> !cluster.computes().contains(name)).ifPresent(name -> {
            throw ProblemType.NOT_FOUND.of("no compute is named " + name, "GET /v1/computes lists them.");
        });
        asked.refuse(
                target.isPresent() && target.equals(asked.instance().compute()),
                "the instance " + asked.instance().name() + " is on " + target.orElse("") + " already",
                "Name another compute, or leave it out.");
    }
}
