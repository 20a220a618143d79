package io.quark.common.lead;

import java.time.Duration;
import java.time.Instant;

/**
 * The bounds of leadership in time.
 *
 * @param takeAnyway how long a shard may be without a leader before any member takes it, though another should
 * @param finish how long the listener may take to end its work before a shard is handed over all the same
 * @param look how often everything is looked at without an occasion
 */
public record LeadershipTimes(Duration takeAnyway, Duration finish, Duration look) {

    public static final LeadershipTimes DEFAULTS =
            new LeadershipTimes(Duration.ofSeconds(3), Duration.ofSeconds(2), Duration.ofMillis(250));

    /**
     * Until when a shard taken now is not handed over. One that was taken anyway is kept for ten times that patience: whoever should
     * have it did not take it, and giving it back at once would leave it without a leader again and again.
     */
    Instant keepUntil(boolean preferred, Instant now) {
        return preferred ? now : now.plus(takeAnyway.multipliedBy(10));
    }
}
