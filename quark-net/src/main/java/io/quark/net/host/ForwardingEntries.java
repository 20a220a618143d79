package io.quark.net.host;

import io.quark.net.model.Ip;
import io.quark.net.model.Mac;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a VXLAN device's forwarding entries are to be, and the commands that make them so: pure functions. */
final class ForwardingEntries {

    /** Stands for every machine whose place is not known, and for what goes to all. */
    static final String ALL = "00:00:00:00:00:00";

    private ForwardingEntries() {}

    /**
     * One entry for each machine elsewhere, and one for each other host.
     *
     * @param own address of this host, which needs none
     * @throws DriverException if one is no MAC with an address
     */
    static Set<Forward> wanted(Collection<Forward> machines, Ip own) {
        Map<String, String> tunnels = new TreeMap<>();
        Set<String> hosts = new TreeSet<>();
        try {
            for (Forward machine : machines) {
                Ip tunnel = Ip.of(machine.tunnel());
                if (!tunnel.equals(own)) {
                    // A MAC is in one place; told two, every host chooses the same one.
                    tunnels.merge(
                            Mac.of(machine.mac()).text(),
                            tunnel.text(),
                            (one, other) -> one.compareTo(other) <= 0 ? one : other);
                    hosts.add(tunnel.text());
                }
            }
        } catch (IllegalArgumentException e) {
            throw HostProblems.failed("no forwarding entry can be made: " + e.getMessage());
        }
        return Stream.concat(
                        tunnels.entrySet().stream().map(entry -> new Forward(entry.getKey(), entry.getValue())),
                        hosts.stream().map(host -> new Forward(ALL, host)))
                .collect(Collectors.toSet());
    }

    /**
     * Commands for {@code bridge}: first what is missing, then what is too much. A machine that is elsewhere now is moved by one command, so
     * that it is reached at every moment.
     */
    static List<String> changes(String device, Set<Forward> there, Set<Forward> wanted) {
        Set<String> macs = wanted.stream().map(Forward::mac).collect(Collectors.toSet());
        List<String> commands = new ArrayList<>();
        for (Forward entry : wanted) {
            if (!there.contains(entry)) {
                commands.add(command(entry.mac().equals(ALL) ? "append" : "replace", entry, device));
            }
        }
        for (Forward entry : there) {
            boolean moved = !entry.mac().equals(ALL) && macs.contains(entry.mac());
            if (!wanted.contains(entry) && !moved) {
                commands.add(command("del", entry, device));
            }
        }
        return commands;
    }

    private static String command(String what, Forward entry, String device) {
        return "fdb " + what + " " + entry.mac() + " dev " + device + " dst " + entry.tunnel() + " self permanent";
    }

    /**
     * Reads one line of {@code bridge fdb show}: {@code 52:54:00:00:00:01 [dev qx0123456789] dst 10.0.0.2 self permanent}.
     *
     * @return nothing if it is no tunnel's entry
     */
    static Stream<Forward> read(String line) {
        List<String> words = List.of(line.strip().split(" +"));
        int dst = words.indexOf("dst");
        return dst > 0 && dst + 1 < words.size() && words.contains("self")
                ? Stream.of(new Forward(words.get(0), words.get(dst + 1)))
                : Stream.of();
    }

    /** The device that a line of {@code bridge fdb show} is about; empty if it does not say. */
    static String device(String line) {
        List<String> words = List.of(line.strip().split(" +"));
        int dev = words.indexOf("dev");
        return dev > 0 && dev + 1 < words.size() ? words.get(dev + 1) : "";
    }
}
