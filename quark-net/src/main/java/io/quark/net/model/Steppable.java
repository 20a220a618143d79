package io.quark.net.model;

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
}
