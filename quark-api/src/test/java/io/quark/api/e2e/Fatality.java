package io.quark.api.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.quark.api.local.ClusterPlan;
import io.quark.api.local.LocalCluster;
import io.quark.api.local.LocalProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;

/**
 * Ends a daemon of a running Quark in the middle of its work, at once, as {@code kill -9} does: at a point that it is told while it
 * runs.
 */
final class Fatality {

    private static final List<String> ROLES = List.of(LocalCluster.ORC, LocalCluster.API, LocalCluster.COMPUTE);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Quark quark;
    private String leading = "orc-1";
    private String idle = "orc-2";

    Fatality(Quark quark) {
        this.quark = quark;
    }

    /** A Quark on the real libvirt whose daemons can be told, and are missed soon; the test is skipped where there is none. */
    static Quark startOnLibvirt() throws IOException {
        assumeThat(Libvirt.isThere())
                .as("a real libvirt, and root for its bridges")
                .isTrue();
        Path dir = Quark.directory();
        return Quark.start(
                dir,
                Fatality.possible(dir, ClusterPlan.onLibvirt(ClusterPlan.SYSTEM))
                        .with("orc", "zookeeper.session_timeout_ms", "2000")
                        .with("compute", "zookeeper.session_timeout_ms", "3000"));
    }

    /** The plan with daemons that can be told. */
    static ClusterPlan possible(Path dir, ClusterPlan plan) {
        ClusterPlan more = plan;
        for (String role : ROLES) {
            more = more.with(role, "fault.crash_at", "@" + file(dir, role));
        }
        return more;
    }

    private static Path file(Path dir, String role) {
        return dir.resolve(role + ".crash");
    }

    /** The next daemon of that role that comes to the point ends there. */
    void at(String role, String point) throws IOException {
        Path named = Files.writeString(quark.dir().resolve("crash"), point);
        Files.move(named, file(quark.dir(), role), StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * As {@link #at}, for the only orc that runs: alone it leads every shard, and the one that is {@link #letTheOtherOrcTakeOver started
     * then} can take over from it.
     */
    void atInTheOnlyOrc(String point) throws IOException {
        quark.cluster().process(idle).kill();
        at(LocalCluster.ORC, point);
    }

    /** The only orc that runs, by its name. */
    String leadingOrc() {
        return leading;
    }

    /** Waits until the only orc has ended at its point. */
    void awaitInTheOnlyOrc() {
        awaitIn(leading);
    }

    /** Starts the orc that does not run: from now on it is the only one. */
    void letTheOtherOrcTakeOver() {
        String ended = leading;
        quark.cluster().restart(idle);
        leading = idle;
        idle = ended;
    }

    /** Waits until that process has ended at its point; others do not end there any more. */
    void awaitIn(String process) {
        LocalProcess victim = quark.cluster().process(process);
        boolean ended = victim.awaitEnd(PATIENCE);
        try {
            Files.delete(file(quark.dir(), victim.role()));
        } catch (IOException e) {
            throw new AssertionError(process + " was not told to end", e);
        }
        assertThat(ended).as("%s reaches the point where it is to end", process).isTrue();
    }

    /** Waits until that process has ended at its point, or the point is not reached any more; others do not end there. Says whether it has ended. */
    boolean isMetIn(String process, BooleanSupplier passed) throws IOException {
        LocalProcess victim = quark.cluster().process(process);
        Awaitility.await()
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> !victim.isAlive() || passed.getAsBoolean());
        Files.delete(file(quark.dir(), victim.role()));
        return !victim.isAlive();
    }

    /** As {@link #awaitIn}, and starts the process again. */
    void awaitInAndRestart(String process) {
        awaitIn(process);
        quark.cluster().restart(process);
    }
}
