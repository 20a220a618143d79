package io.quark.api.local;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a local Quark consists of.
 *
 * @param simulate how many simulated computes; 0: one compute on libvirt
 * @param libvirtUri of the computes, where none are simulated
 * @param hosts where a compute on libvirt runs, where none are simulated; empty: one, here
 * @param settings further settings, by role ({@code orc}, {@code api}, {@code compute}) and key
 */
public record ClusterPlan(
        int simulate,
        int orcs,
        int apis,
        String libvirtUri,
        List<HostPlan> hosts,
        Map<String, Map<String, String>> settings) {

    public static final String SYSTEM = "qemu:///system";
    public static final String TEST = "test:///default";

    private static final int MOST_PROCESSES = 16;
    private static final int MOST_SIMULATED = 20_000;

    public ClusterPlan {
        between("--simulate", simulate, 0, MOST_SIMULATED);
        between("--orcs", orcs, 1, MOST_PROCESSES);
        between("--apis", apis, 1, MOST_PROCESSES);
        hosts = hosts == null ? List.of() : List.copyOf(hosts); // JSON leaves an empty list out
        Map<String, Map<String, String>> copy = new TreeMap<>();
        if (settings != null) { // JSON leaves an empty map out
            settings.forEach((role, values) -> copy.put(role, Map.copyOf(values)));
        }
        settings = java.util.Collections.unmodifiableMap(copy);
    }

    public static ClusterPlan simulated(int computes) {
        return new ClusterPlan(computes, 2, 1, TEST, List.of(), Map.of());
    }

    public static ClusterPlan onLibvirt(String uri) {
        return new ClusterPlan(0, 2, 1, uri, List.of(), Map.of());
    }

    /** With a compute on each of these hosts, on its own {@code qemu:///system}. */
    public static ClusterPlan onHosts(List<HostPlan> hosts) {
        return new ClusterPlan(0, 2, 1, SYSTEM, hosts, Map.of());
    }

    public ClusterPlan orcs(int count) {
        return new ClusterPlan(simulate, count, apis, libvirtUri, hosts, settings);
    }

    public ClusterPlan apis(int count) {
        return new ClusterPlan(simulate, orcs, count, libvirtUri, hosts, settings);
    }

    /** With one more setting for all processes of a role. */
    public ClusterPlan with(String role, String key, String value) {
        Map<String, Map<String, String>> more = new LinkedHashMap<>(settings);
        Map<String, String> values = new LinkedHashMap<>(more.getOrDefault(role, Map.of()));
        values.put(key, value);
        more.put(role, values);
        return new ClusterPlan(simulate, orcs, apis, libvirtUri, hosts, more);
    }

    /** Whether its machines are real guests. */
    public boolean realGuests() {
        return simulate == 0 && !libvirtUri.startsWith("test:");
    }

    /** The names of the processes that computes run in. */
    List<String> computeProcesses() {
        return hosts.isEmpty()
                ? List.of(LocalCluster.COMPUTE)
                : hosts.stream().map(HostPlan::process).toList();
    }

    /** The host that a process is to run on; empty: here. */
    Optional<HostPlan> hostOf(String process) {
        return hosts.stream().filter(host -> host.process().equals(process)).findFirst();
    }

    Map<String, String> settingsOf(String role) {
        return settings.getOrDefault(role, Map.of());
    }

    /** Parses {@code role.key=value}. */
    public ClusterPlan with(String assignment) {
        int dot = assignment.indexOf('.');
        int equals = assignment.indexOf('=');
        if (dot < 1 || equals < dot || !List.of("orc", "api", "compute").contains(assignment.substring(0, dot))) {
            throw new IllegalArgumentException(
                    "not of the form orc.KEY=VALUE, api.KEY=VALUE or compute.KEY=VALUE: " + assignment);
        }
        return with(
                assignment.substring(0, dot), assignment.substring(dot + 1, equals), assignment.substring(equals + 1));
    }

    private static void between(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(option + " is between " + least + " and " + most + ", not " + value);
        }
    }
}
