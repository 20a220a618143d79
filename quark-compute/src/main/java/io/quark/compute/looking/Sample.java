package io.quark.compute.looking;

import io.quark.common.looking.MachineStatistics;
import io.quark.compute.hypervisor.Insight;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last statistics of a process's machines, measured anew when they are asked for and old. Thread safe. */
final class Sample {

    /** However often somebody scrapes. */
    static final Duration VALID = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(Sample.class);
    private static final long PATIENCE_MILLIS = 4_000;

    private final List<Insight> computes;
    private final int most;
    private final InstantSource clock;
    private List<MachineStatistics> measured = List.of();
    private Instant measuredAt;
    private Instant triedAt = Instant.EPOCH;

    /** @param most machines at most */
    Sample(List<Insight> computes, int most, InstantSource clock) {
        this.computes = computes;
        this.most = most;
        this.clock = clock;
        this.measuredAt = clock.instant();
    }

    /** Blocks for some seconds at most, where a hypervisor does not answer; then what was measured before is told. */
    synchronized List<MachineStatistics> get() {
        if (clock.instant().isBefore(triedAt.plus(VALID))) {
            return measured;
        }
        triedAt = clock.instant();
        List<MachineStatistics> all = new ArrayList<>();
        try {
            for (Insight compute : computes) {
                if (all.size() >= most) {
                    break;
                }
                all.addAll(compute.statistics(most - all.size())
                        .copy()
                        .orTimeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                        .join());
            }
            measured = List.copyOf(all);
            measuredAt = clock.instant();
        } catch (CompletionException e) {
            LOG.debug("no statistics of machines: {}", e.toString());
        }
        return measured;
    }

    synchronized double ageSeconds() {
        return Duration.between(measuredAt, clock.instant()).toMillis() / 1e3;
    }
}
