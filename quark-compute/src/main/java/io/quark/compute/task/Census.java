package io.quark.compute.task;

import io.quark.common.model.Instance;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.Managed;
import io.quark.compute.hypervisor.Domain;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What is found on a host, compared with what its records say. Pure.
 *
 * @param statuses what the hypervisor says of each machine in {@code managing}; {@code MISSING} where it has none
 * @param strangers instances of which something is here and that no record of this host names, with their domain if there is one
 */
public record Census(Map<String, MachineStatus> statuses, Map<String, Optional<Domain>> strangers) {

    /**
     * Compares what is here with what is recorded.
     *
     * @param leftBehind instances that have files or network interfaces here
     * @param managed what {@code managing} names: instances, and volumes
     * @param machines those of them that are machines, as they were seen last
     * @param busy instances that tasks of this host name: they are left alone
     */
    public static Census of(
            List<Domain> domains,
            Set<String> leftBehind,
            Set<String> managed,
            Map<String, Managed> machines,
            Set<String> busy) {
        Map<String, Domain> byInstance =
                domains.stream().collect(Collectors.toMap(Domain::instance, Function.identity()));
        Map<String, MachineStatus> statuses = new HashMap<>();
        machines.forEach((instance, machine) -> {
            if (!busy.contains(instance)) {
                statuses.put(instance, status(Optional.ofNullable(byInstance.get(instance)), machine));
            }
        });
        Set<String> found = new HashSet<>(byInstance.keySet());
        found.addAll(leftBehind);
        Map<String, Optional<Domain>> strangers = new HashMap<>();
        for (String instance : found) {
            if (!managed.contains(instance) && !busy.contains(instance)) {
                strangers.put(instance, Optional.ofNullable(byInstance.get(instance)));
            }
        }
        return new Census(Map.copyOf(statuses), Map.copyOf(strangers));
    }

    /**
     * How a machine is.
     *
     * @param managed as it was seen last
     */
    static MachineStatus status(Optional<Domain> domain, Managed managed) {
        return domain.map(found -> RestartRules.status(found, managed.status())).orElse(MachineStatus.MISSING);
    }

    /** What is done about a stranger. */
    enum Fate {
        /** It is this host's: it is taken into {@code managing}. */
        ADOPT,
        /** It is another host's, or nobody's: what is here of it is removed. */
        REMOVE,
        /** It is this host's, but there is no domain: whoever works on it next finds its files. */
        LEAVE
    }

    /** @param record {@code instances/<id>} as it is in the tree now */
    static Fate fate(Optional<Domain> domain, Optional<Instance> record, String host) {
        boolean ours = record.flatMap(Instance::compute).map(host::equals).orElse(false);
        if (!ours) {
            return Fate.REMOVE;
        }
        return domain.isPresent() ? Fate.ADOPT : Fate.LEAVE;
    }
}
