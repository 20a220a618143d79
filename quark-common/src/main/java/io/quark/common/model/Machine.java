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
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) long bandwidth) {

    public Machine {
        nics = Copies.list(nics);
        sshKeys = Copies.list(sshKeys);
        labels = Copies.map(labels);
    }

    public Resources consumes() {
        return new Resources(ram, cpu, storage, bandwidth);
    }
}
