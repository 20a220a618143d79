package io.quark.api.e2e;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.Assertions;
import org.assertj.core.data.Percentage;
import org.awaitility.Awaitility;

/** As much as two guests can send each other, both ways at once, until it is closed; and how much that is. */
final class Traffic implements AutoCloseable {

    private static final int PORT = 5001;
    private static final Percentage TOLERANCE = Percentage.withPercentage(10);

    /** Long enough for what a bucket lets through at once not to matter. */
    private static final int SECONDS = 3;

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Guest one;
    private final Guest other;

    private Traffic(Guest one, Guest other) {
        this.one = one;
        this.other = other;
    }

    static Traffic between(Guest one, Guest other) throws Exception {
        Traffic traffic = new Traffic(one, other);
        for (Guest guest : List.of(one, other)) {
            guest.inBackground("exec nc -ll -p " + PORT + " -e dd of=/dev/null bs=64k");
        }
        one.inBackground("until nc " + other.ip() + " " + PORT + " </dev/zero; do sleep 1; done");
        other.inBackground("until nc " + one.ip() + " " + PORT + " </dev/zero; do sleep 1; done");
        return traffic;
    }

    /**
     * Waits until both ways carry what they should.
     *
     * @param fromOne kbit/s from the first guest to the second
     * @param toOne the other way
     */
    void carries(long fromOne, long toOne) {
        until(rates -> {
            Assertions.assertThat(rates.get(0))
                    .as("from the first guest, of " + rates)
                    .isCloseTo(fromOne, TOLERANCE);
            Assertions.assertThat(rates.get(1))
                    .as("to the first guest, of " + rates)
                    .isCloseTo(toOne, TOLERANCE);
        });
    }

    /** As {@link #carries}, where nothing limits it but this machine. */
    void carriesMoreThan(long fromOne, long toOne) {
        until(rates -> {
            Assertions.assertThat(rates.get(0))
                    .as("from the first guest, of " + rates)
                    .isGreaterThan(fromOne);
            Assertions.assertThat(rates.get(1))
                    .as("to the first guest, of " + rates)
                    .isGreaterThan(toOne);
        });
    }

    private void until(java.util.function.Consumer<List<Long>> assertion) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .ignoreExceptions() // a guest that is too busy to answer in time is asked again
                .untilAsserted(() -> assertion.accept(measured()));
    }

    private List<Long> measured() {
        CompletableFuture<Long> there = CompletableFuture.supplyAsync(() -> received(other));
        CompletableFuture<Long> back = CompletableFuture.supplyAsync(() -> received(one));
        return List.of(there.join(), back.join());
    }

    /** What its interface receives, kbit/s, by its own clock. */
    private static long received(Guest guest) {
        String bytes = "/sys/class/net/" + Guest.NIC + "/statistics/rx_bytes";
        String read = "read t rest </proc/uptime; read b <" + bytes + "; echo $t $b";
        try {
            List<String> lines = guest.says(read + "; sleep " + SECONDS + "; " + read)
                    .lines()
                    .toList();
            double seconds = field(lines, 1, 0) - field(lines, 0, 0);
            return Math.round((field(lines, 1, 1) - field(lines, 0, 1)) * Byte.SIZE / 1000 / seconds);
        } catch (Exception e) {
            throw new IllegalStateException("cannot measure at " + guest.ip(), e);
        }
    }

    private static double field(List<String> lines, int line, int field) {
        return Double.parseDouble(lines.get(line).split(" ", -1)[field]);
    }

    @Override
    public void close() {
        String ofThis = "grep -q " + PORT + " /proc/$p/cmdline && kill $p; done; ";
        try {
            for (Guest guest : List.of(one, other)) {
                // The shell that is told this does not name the port in its own command line.
                guest.says("for p in $(pidof sh); do " + ofThis + "for p in $(pidof nc); do " + ofThis);
            }
        } catch (Exception e) {
            throw new IllegalStateException("traffic goes on", e);
        }
    }
}
