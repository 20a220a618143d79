package io.quark.net.model;

import java.math.BigInteger;

/**
 * A value of an ordered set in which each has a next and a previous one: an address, a MAC, a VLAN id.
 *
 * @param <T> the value's own type
 */
public interface Steppable<T> {

    /** The next one. Not asked of the last of its set. */
    T next();

    /** The previous one. Not asked of the first of its set. */
    T previous();

    /** The one so many further on, which must be within its set. */
    T plus(BigInteger offset);

    /** How many lie from this one to the last given, both counted. */
    BigInteger countTo(T last);

    /** The canonical text. */
    String text();
}
