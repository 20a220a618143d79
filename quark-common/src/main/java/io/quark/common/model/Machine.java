package io.quark.common.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A machine as a compute has to realise it: everything is resolved, nothing needs to be looked up.
 *
 * @param name also the guest's hostname
 * @param ram MiB
 * @param cpu virtual CPUs
 * @param storage size of the root disk in MiB; 0: no disk of its own unless its image brings one
 * @param bandwidth kbit/s of the host's network that its ports are promised
 * @param userData cloud-init user data, as given
 * @param powerState what the user wants
 * @param hardware of the flavor that it was made with
 * @param volumes that are attached
 * @param rescue what it boots from while it is being rescued
 */
public record Machine(
        String instance,
        String name,
        String project,
        long ram,
        int cpu,
        long storage,
        Boot boot,
        List<Nic> nics,
        List<String> sshKeys,
        Optional<String> userData,
        Map<String, String> labels,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) long bandwidth,
        PowerState powerState,
        RestartPolicy restart,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Hardware> hardware,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<VolumeDisk> volumes,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Boot> rescue) {

    public Machine {
        volumes = Copies.list(volumes);
        nics = Copies.list(nics);
        sshKeys = Copies.list(sshKeys);
        labels = Copies.map(labels);
    }

    /** A machine that is to run, with nothing special. */
    public static Machine plain(
            String instance,
            String name,
            String project,
            long ram,
            int cpu,
            long storage,
            Boot boot,
            List<Nic> nics,
            List<String> sshKeys,
            Optional<String> userData,
            Map<String, String> labels,
            long bandwidth) {
        return new Machine(
                instance,
                name,
                project,
                ram,
                cpu,
                storage,
                boot,
                nics,
                sshKeys,
                userData,
                labels,
                bandwidth,
                PowerState.RUNNING,
                RestartPolicy.ON_FAILURE,
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    /** What it takes of its host; its volumes count by themselves. */
    public Resources consumes() {
        return new Resources(ram, cpu, storage, bandwidth);
    }
}
