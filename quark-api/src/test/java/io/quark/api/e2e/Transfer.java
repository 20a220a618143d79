package io.quark.api.e2e;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * What libvirt says of a migration under way on its source.
 *
 * @param sentKib of memory
 * @param millis since it began
 */
record Transfer(double sentKib, double millis) {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Map<String, Double> KIB =
            Map.of("B", 1 / 1024.0, "KiB", 1.0, "MiB", 1024.0, "GiB", 1024.0 * 1024);

    /** Waits until something was sent. */
    static Transfer awaitBegun(NamespacedHost source, String machine) {
        return Awaitility.await("the transfer has begun")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> of(source, machine), transfer -> transfer.sentKib() > 0);
    }

    private static Transfer of(NamespacedHost source, String machine) {
        Map<String, String> said = TwoHosts.virsh(source, "domjobinfo", machine)
                .lines()
                .filter(line -> line.contains(":"))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf(':')).strip(),
                        line -> line.substring(line.indexOf(':') + 1).strip(),
                        (one, other) -> one));
        String[] sent = said.getOrDefault("Memory processed", "0 B").split("\\s+", 2);
        String[] elapsed = said.getOrDefault("Time elapsed", "0 ms").split("\\s+", 2);
        return new Transfer(
                Double.parseDouble(sent[0]) * KIB.getOrDefault(sent[1].strip(), 1.0), Double.parseDouble(elapsed[0]));
    }

    /** Waits until not more than that has gone over the wire, on the average since it began, with the burst that it began with. */
    static void awaitAtMost(double kbps, NamespacedHost source, String machine) {
        Awaitility.await("no more than " + kbps + " kbit/s go over the wire")
                .atMost(PATIENCE)
                .until(() -> of(source, machine).kbps() < kbps);
    }

    /** On the average, since it began; not a number where nothing is under way. */
    private double kbps() {
        return sentKib * 1024 * 8 / millis;
    }
}
