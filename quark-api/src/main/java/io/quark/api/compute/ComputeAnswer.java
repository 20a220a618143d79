package io.quark.api.compute;

import com.fasterxml.jackson.databind.JsonNode;
import io.quark.api.bind.Field;
import io.quark.common.model.ComputeSelf;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.Resources;
import io.quark.common.model.StepRecord;
import io.quark.common.model.TaskKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A compute as clients see it. */
public record ComputeAnswer(
        @Field(required = true, says = "Its name.") String name,

        @Field(required = true, says = "ready; cordoned: takes no new machines; down: gives no sign of life.")
        String state,

        @Field(required = true, says = "Whether it gives a sign of life.")
        boolean alive,

        @Field(says = "Since when its daemon runs.") Optional<Instant> aliveSince,
        @Field(says = "What it tells of itself.") Optional<ComputeSelf> self,

        @Field(
                required = true,
                says = "What machines may be promised here in all: the facts times the overcommit ratios.")
        Resources capacity,

        @Field(required = true, says = "What can still be promised.")
        Resources free,

        @Field(required = true, says = "What it is asked to do and does.")
        List<TaskAnswer> tasks,

        @Field(required = true, says = "The machines that it looks after.")
        List<MachineAnswer> instances,

        @Field(says = "What it has realised of networks and policies.")
        Optional<JsonNode> applied) {

    /** A task. */
    public record TaskAnswer(
            @Field(required = true, says = "Its id.") String id,
            @Field(required = true, says = "What is done.") TaskKind kind,

            @Field(required = true, says = "next: not taken yet; active; ended: orc has not taken note yet.")
            String state,

            @Field(required = true, says = "Id of its work unit.")
            String workUnit,

            @Field(required = true, says = "Id of the instance.")
            String instance,

            @Field(says = "When the compute took it.") Optional<Instant> birthedOn,

            @Field(required = true, says = "Steps done, with the milliseconds that each took.")
            Map<String, StepRecord> stepsCompleted,

            @Field(required = true, says = "Steps left.") List<String> stepsLeft,

            @Field(required = true, says = "What it takes of the host.")
            Resources consumes) {}

    /** A machine. */
    public record MachineAnswer(
            @Field(required = true, says = "Id of the instance.")
            String id,

            @Field(required = true, says = "Its name.") String name,

            @Field(required = true, says = "What the hypervisor says.")
            MachineStatus status,

            @Field(required = true, says = "Kind of hypervisor.")
            String kind,

            @Field(required = true, says = "When it was built here.")
            Instant birthedOn,

            @Field(required = true, says = "What it takes of the host.")
            Resources consumes) {}
}
