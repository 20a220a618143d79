package io.quark.orc.loop;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Remembers whose transactions were refused, so that one work unit that cannot be committed does not keep others back: with each
 * refusal it shares its transaction with fewer, and whoever was to blame goes alone at once. Not thread safe.
 */
final class Troubles {

    /** Refusals alone, after which a work unit is not tried again as it is. */
    static final int ENOUGH = 5;

    /** As {@link #ENOUGH}, where each time somebody else had just changed what it rests on: somebody gets on, so patience is cheap. */
    static final int ENOUGH_RACES = 200;

    /** Races lost one after the other, before the next try is put off a little, each by another while. */
    private static final int FEW_RACES = 2;

    private static final long LONGEST_PAUSE_OF_RACES_MILLIS = 200;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final int MOST_DOUBLINGS = 8;
    /** Halving {@link Batch#MAX_MEMBERS} so often leaves one. */
    private static final int MOST_HALVINGS = 6;

    private final Map<String, Trouble> troubles = new HashMap<>();

    private record Trouble(int refusals, boolean blamed, int alone, int races, String reason) {}

    /** With how many others at most it may share a transaction, itself included. */
    int among(String id) {
        Trouble trouble = troubles.get(id);
        if (trouble == null) {
            return Batch.MAX_MEMBERS;
        }
        int halvings = Math.min(trouble.refusals(), MOST_HALVINGS);
        return trouble.blamed() && trouble.refusals() > 1 ? 1 : Math.max(1, Batch.MAX_MEMBERS >> halvings);
    }

    /**
     * Its transaction was refused.
     *
     * @param blamed whether one of its own operations was the reason
     * @param members how many were in the transaction
     * @param raced whether what it rests on had been changed meanwhile, so that it is decided otherwise the next time
     */
    void refused(String id, boolean blamed, int members, boolean raced, String reason) {
        Trouble before = troubles.getOrDefault(id, new Trouble(0, false, 0, 0, reason));
        int alone = members == 1 ? 1 : 0;
        troubles.put(
                id,
                new Trouble(
                        before.refusals() + 1,
                        blamed || before.blamed(),
                        before.alone() + (raced ? 0 : alone),
                        before.races() + (raced ? alone : 0),
                        reason));
    }

    void over(String id) {
        troubles.remove(id);
    }

    /** Whether it has been refused alone too often. */
    boolean hopeless(String id) {
        Trouble trouble = troubles.get(id);
        return trouble != null && (trouble.alone() >= ENOUGH || trouble.races() >= ENOUGH_RACES);
    }

    String reason(String id) {
        Trouble trouble = troubles.get(id);
        return trouble == null ? "" : trouble.reason();
    }

    /**
     * How long to leave it alone before the next try: nothing at first, then ever longer, up to half a minute; after lost races a
     * moment that differs from one to the next, so that two do not meet again and again.
     */
    Duration pause(String id) {
        Trouble trouble = troubles.get(id);
        if (trouble == null) {
            return Duration.ZERO;
        }
        int over = trouble.alone() - ENOUGH;
        if (over >= 0) {
            return FIRST_PAUSE.multipliedBy(1L << Math.min(over, MOST_DOUBLINGS));
        }
        if (trouble.races() <= FEW_RACES) {
            return Duration.ZERO;
        }
        long longest = Math.min(LONGEST_PAUSE_OF_RACES_MILLIS, 10L * trouble.races());
        return Duration.ofMillis(Math.floorMod(31 * id.hashCode() + 17 * trouble.races(), longest));
    }
}
