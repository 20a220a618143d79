package io.quark.orc.loop;

import io.quark.orc.workflow.Rules;
import java.time.Duration;

/**
 * How an orc works.
 *
 * @param doneRetention how long a work unit that has ended is kept
 * @param doneMostPerShard beyond so many the oldest go early
 * @param sweep how often everything is looked at without an occasion
 */
public record OrcSettings(Rules rules, Duration doneRetention, int doneMostPerShard, Duration sweep) {

    public static final OrcSettings DEFAULTS = new OrcSettings(
            new Rules(Duration.ofSeconds(30), Duration.ofMinutes(10), Duration.ZERO, Rules.MAX_ATTEMPTS),
            Duration.ofDays(1),
            20_000,
            Duration.ofSeconds(30));

    public OrcSettings withRules(Rules other) {
        return new OrcSettings(other, doneRetention, doneMostPerShard, sweep);
    }
}
