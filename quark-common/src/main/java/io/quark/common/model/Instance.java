package io.quark.common.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A machine as it is wanted and as orc last left it. What its hypervisor says of it stands in its compute's
 * {@code managing}; what is in transition is told by its open work unit.
 *
 * @param generation counts the changes of what is wanted
 * @param compute where it lives, once placed
 * @param powerState what the user wants
 * @param workUnit the open work unit that holds it (the instance's lock), if any
 * @param status as orc last left it
 * @param bandwidth kbit/s of its host's network that its ports are promised, by their QoS policies as they were when it was placed
 * @param volumes that are attached, or are being attached or detached
 * @param snapshots ids
 * @param rescue what it boots from while it is being rescued
 * @param fault why it is not as it should be
 */
public record Instance(
        String id,
        String name,
        String project,
        long generation,
        InstanceSpec spec,
        Boot boot,
        Optional<String> compute,
        List<Nic> nics,
        PowerState powerState,
        Optional<String> workUnit,
        Status status,
        Optional<Problem> fault,
        Instant createdAt,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) long bandwidth,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<VolumeDisk> volumes,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> snapshots,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Boot> rescue) {

    /** Disks and snapshots are named in its record, and in transactions that remove it. */
    public static final int MAX_VOLUMES = 16;

    public static final int MAX_SNAPSHOTS = 32;

    public Instance {
        nics = Copies.list(nics);
        volumes = Copies.list(volumes);
        snapshots = Copies.list(snapshots);
    }

    /** An instance that a build makes: wanted running, held by that work unit. */
    public static Instance building(
            String id,
            String project,
            InstanceSpec spec,
            Boot boot,
            String compute,
            List<Nic> nics,
            String workUnit,
            Instant createdAt,
            long bandwidth) {
        return new Instance(
                id,
                spec.name(),
                project,
                1,
                spec,
                boot,
                Optional.of(compute),
                nics,
                PowerState.RUNNING,
                Optional.of(workUnit),
                Status.BUILDING,
                Optional.empty(),
                createdAt,
                bandwidth,
                List.of(),
                List.of(),
                Optional.empty());
    }

    /** An instance as its build is going to record it, before it has a host: what can be said of one that nobody has taken up yet. */
    public static Instance coming(
            String id, String project, WorkRequest.BuildInstance build, String workUnit, Instant createdAt) {
        return building(id, project, build.spec(), build.boot(), "", List.of(), workUnit, createdAt, 0)
                .change()
                .compute(Optional.empty())
                .build();
    }

    /** A builder that starts from this record. */
    public InstanceBuilder change() {
        return new InstanceBuilder(this);
    }

    public enum Status {
        BUILDING,
        ACTIVE,
        DELETING,
        ERROR;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
