package io.quark.net.alloc;

/**
 * The part of every pool that one orc process prefers, so that two on one network rarely propose the same. Only a
 * preference: each reaches everything, and the transaction decides.
 *
 * @param index from 0
 * @param count how many processes share the pools
 */
public record Stripe(int index, int count) {

    /** For a process that is alone. */
    public static final Stripe WHOLE = new Stripe(0, 1);

    public Stripe {
        if (count < 1 || index < 0 || index >= count) {
            throw new IllegalArgumentException("no stripe " + index + " of " + count);
        }
    }
}
