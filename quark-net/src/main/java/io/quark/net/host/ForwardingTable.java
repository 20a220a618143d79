package io.quark.net.host;

import io.quark.net.model.Ip;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The forwarding entries of VXLAN devices in the kernel. Stateless. */
final class ForwardingTable {

    private final BridgeCommand bridge;

    ForwardingTable(BridgeCommand bridge) {
        this.bridge = bridge;
    }

    /**
     * Makes the entries of a device exactly these, in at most three runs of the program, however many they are: look, change, and look again
     * where something was refused.
     *
     * @param own address of this host
     */
    void set(String device, Set<Forward> machines, Ip own) {
        Set<Forward> wanted = ForwardingEntries.wanted(machines, own);
        ProcessRunner.Outcome shown = show(device);
        if (shown.exit() != 0 && wanted.isEmpty() && isAbsent(shown)) {
            return;
        }
        List<String> changes = ForwardingEntries.changes(device, entries(device, shown), wanted);
        if (changes.isEmpty()) {
            return;
        }
        ProcessRunner.Outcome done = bridge.batch(changes);
        if (done.exit() != 0 && !entries(device, show(device)).equals(wanted)) {
            throw HostProblems.failed("'bridge fdb' failed for " + device + ": " + firstLine(done.err()));
        }
    }

    /** The entries of all devices of this host that have any, by device. */
    Map<String, Set<Forward>> all() {
        ProcessRunner.Outcome shown = bridge.attempt("fdb", "show");
        if (shown.exit() != 0) {
            throw HostProblems.failed("'bridge fdb show' failed: " + firstLine(shown.err()));
        }
        return shown.out()
                .lines()
                .collect(Collectors.groupingBy(
                        ForwardingEntries::device,
                        Collectors.flatMapping(ForwardingEntries::read, Collectors.toSet())));
    }

    private ProcessRunner.Outcome show(String device) {
        return bridge.attempt("fdb", "show", "brport", device);
    }

    private static Set<Forward> entries(String device, ProcessRunner.Outcome shown) {
        if (shown.exit() != 0) {
            throw HostProblems.failed(
                    "the forwarding entries of " + device + " cannot be read: " + firstLine(shown.err()));
        }
        return shown.out().lines().flatMap(ForwardingEntries::read).collect(Collectors.toSet());
    }

    private static boolean isAbsent(ProcessRunner.Outcome outcome) {
        return outcome.err().contains("Cannot find device") || outcome.err().contains("does not exist");
    }

    private static String firstLine(String text) {
        return text.strip().lines().findFirst().orElse("no reason given");
    }
}
