package io.quark.common.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A range of MAC addresses, half-open: {@code first} is the first of {@code 2^(48-prefix)} addresses.
 *
 * @param cidr first address and prefix length, e.g. {@code 52:54:00:00:00:00/24}
 * @param reuseAfterS seconds after its release before a MAC is handed out again
 * @param op the work unit that wrote it; empty where the layout of the tree brought it
 * @param deleting while it is going: who removes it, and what it was before, should it stay after all
 */
public record MacRange(
        String id,
        String name,
        String cidr,
        int reuseAfterS,
        State state,
        Instant createdAt,
        String op,
        Optional<Deleting> deleting) {

    public MacRange {
        name = Copies.text(name);
        op = Copies.text(op);
        state = readable(state);
    }

    /** One that an older version wrote says nothing of a state. */
    private static State readable(@Nullable State state) {
        return state == null ? State.ACTIVE : state;
    }

    /** Not going. */
    public MacRange(String id, String name, String cidr, int reuseAfterS, State state, Instant createdAt, String op) {
        this(id, name, cidr, reuseAfterS, state, createdAt, op, Optional.empty());
    }

    /**
     * A removal under way.
     *
     * @param workUnit that removes it
     * @param before the state that it had
     */
    public record Deleting(String workUnit, State before) {}

    public enum State {
        ACTIVE,
        /** What it has given stays; it gives nothing more, except what is asked for by name. */
        DISABLED,
        /** It is going, and gives nothing at all. */
        DELETING;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The same range in that state. */
    public MacRange withState(State newState, String newOp) {
        return new MacRange(id, name, cidr, reuseAfterS, newState, createdAt, newOp, deleting);
    }

    /** The same range, being removed by that work unit. */
    public MacRange withDeleting(String workUnit) {
        return new MacRange(
                id,
                name,
                cidr,
                reuseAfterS,
                State.DELETING,
                createdAt,
                workUnit,
                Optional.of(new Deleting(workUnit, state)));
    }

    /** The same range, which stays after all. */
    public MacRange withoutDeleting(String newOp) {
        State was = deleting.map(Deleting::before).orElse(State.ACTIVE);
        return new MacRange(id, name, cidr, reuseAfterS, was, createdAt, newOp, Optional.empty());
    }
}
