package io.quark.compute.keep;

import io.quark.common.model.Applied.State;
import io.quark.compute.step.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How far the host is with one thing that is to be as wanted, whatever is wanted meanwhile. A value.
 *
 * <p>The latest wish wins: one that was not begun is forgotten, one under way is finished and followed by what is wanted then.
 *
 * @param wanted empty: not known yet
 * @param done what the host was brought to last; empty: it is not known what the host does
 * @param sure whether {@code done} stands, as far as is known
 * @param busy whether the host is being brought to something
 * @param attempts that have failed at what is wanted
 * @param next when to try again; empty: at once
 * @param error why the last attempt failed, or what was found changed
 */
record Upkeep<W>(
        Optional<W> wanted,
        Optional<W> done,
        boolean sure,
        boolean busy,
        State state,
        int attempts,
        Optional<Instant> next,
        Optional<String> error) {

    static final Backoff AGAIN = new Backoff(Duration.ofMillis(500), Duration.ofMinutes(1), Backoff.FOR_EVER);

    /** The host may do anything. */
    static <W> Upkeep<W> unknown() {
        return new Upkeep<>(
                Optional.empty(), Optional.empty(), false, false, State.PENDING, 0, Optional.empty(), Optional.empty());
    }

    /** The host does that. */
    static <W> Upkeep<W> of(W done) {
        return Upkeep.<W>unknown().found(done);
    }

    /** From now on that is wanted. */
    Upkeep<W> want(W wish) {
        if (wanted.filter(wish::equals).isPresent()) {
            return this;
        }
        boolean there = sure && !busy && done.filter(wish::equals).isPresent();
        return new Upkeep<>(
                Optional.of(wish),
                done,
                sure,
                busy,
                there ? State.APPLIED : State.PENDING,
                0,
                Optional.empty(),
                Optional.empty());
    }

    /** The host is known to do that, without having been told to. */
    Upkeep<W> found(W doing) {
        boolean there = wanted.filter(doing::equals).isPresent();
        return new Upkeep<>(
                wanted,
                Optional.of(doing),
                true,
                busy,
                there ? State.APPLIED : State.PENDING,
                0,
                Optional.empty(),
                Optional.empty());
    }

    /** Whether something is to be begun now. */
    boolean due(Instant now) {
        return !busy
                && wanted.isPresent()
                && !isInForce()
                && state != State.UNSUPPORTED
                && !next.filter(now::isBefore).isPresent();
    }

    /** Whether the host does what is wanted. */
    boolean isInForce() {
        return sure && !busy && wanted.isPresent() && wanted.equals(done);
    }

    /** Whether nothing is to be done before something changes, or it is time to try again. */
    boolean isSettled() {
        return !busy && (isInForce() || state == State.FAILED || state == State.UNSUPPORTED);
    }

    Upkeep<W> begun() {
        return new Upkeep<>(wanted, done, false, true, state, attempts, next, error);
    }

    Upkeep<W> succeeded(W wish) {
        return new Upkeep<>(
                wanted,
                Optional.of(wish),
                true,
                false,
                wanted.filter(wish::equals).isPresent() ? State.APPLIED : State.PENDING,
                0,
                Optional.empty(),
                Optional.empty());
    }

    Upkeep<W> failed(W wish, String why, Instant now) {
        if (!wanted.filter(wish::equals).isPresent()) {
            return overtaken();
        }
        return new Upkeep<>(
                wanted,
                done,
                false,
                false,
                State.FAILED,
                attempts + 1,
                Optional.of(now.plus(AGAIN.after(attempts + 1))),
                Optional.of(why));
    }

    /** The host never does that. */
    Upkeep<W> unsupported(W wish, String why) {
        if (!wanted.filter(wish::equals).isPresent()) {
            return overtaken();
        }
        return new Upkeep<>(
                wanted, done, false, false, State.UNSUPPORTED, attempts + 1, Optional.empty(), Optional.of(why));
    }

    /** Somebody else has changed what the host did. */
    Upkeep<W> drifted(String what) {
        return busy
                ? this
                : new Upkeep<>(wanted, done, false, false, State.DRIFTED, 0, Optional.empty(), Optional.of(what));
    }

    /** It is not known any more what the host does. */
    Upkeep<W> doubted() {
        return new Upkeep<>(
                wanted, Optional.empty(), false, busy, State.PENDING, 0, Optional.empty(), Optional.empty());
    }

    /** It may be tried again at once. */
    Upkeep<W> hurried() {
        return new Upkeep<>(wanted, done, sure, busy, state, attempts, Optional.empty(), error);
    }

    private Upkeep<W> overtaken() {
        return new Upkeep<>(wanted, done, false, false, State.PENDING, 0, Optional.empty(), Optional.empty());
    }
}
