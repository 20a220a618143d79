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
 * @param powerState what the user wants: {@code running} or {@code stopped}
 * @param workUnit the open work unit that holds it (the instance's lock), if any
 * @param status as orc last left it
 * @param bandwidth kbit/s of its host's network that its ports are promised, by their QoS policies as they were when it was placed
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
        String powerState,
        Optional<String> workUnit,
        Status status,
        Optional<Problem> fault,
        Instant createdAt,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) long bandwidth) {

    public Instance {
        nics = Copies.list(nics);
    }

    /** The same instance, wanted under another name and specification. */
    public Instance described(String newName, InstanceSpec newSpec) {
        return with(newName, generation + 1, newSpec, compute, nics, workUnit, status, fault);
    }

    /** The same instance, wanted with these interfaces. */
    public Instance withNics(List<Nic> newNics) {
        return with(name, generation + 1, spec, compute, newNics, workUnit, status, fault);
    }

    /** The same as it is wanted, but left otherwise by orc. */
    public Instance left(
            Optional<String> newCompute, Optional<String> newWorkUnit, Status newStatus, Optional<Problem> newFault) {
        return with(name, generation, spec, newCompute, nics, newWorkUnit, newStatus, newFault);
    }

    private Instance with(
            String newName,
            long newGeneration,
            InstanceSpec newSpec,
            Optional<String> newCompute,
            List<Nic> newNics,
            Optional<String> newWorkUnit,
            Status newStatus,
            Optional<Problem> newFault) {
        return new Instance(
                id,
                newName,
                project,
                newGeneration,
                newSpec,
                boot,
                newCompute,
                newNics,
                powerState,
                newWorkUnit,
                newStatus,
                newFault,
                createdAt,
                bandwidth);
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
