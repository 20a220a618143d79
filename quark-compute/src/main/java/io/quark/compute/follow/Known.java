package io.quark.compute.follow;

import java.util.Optional;

/** What is known of a record in the tree. */
public sealed interface Known<T> {

    /** It was not read yet. */
    record Unread<T>() implements Known<T> {}

    /** There is none, or none that this version can read. */
    record Absent<T>() implements Known<T> {}

    /**
     * There is one.
     *
     * @param version of its node's data
     */
    record Present<T>(T record, int version) implements Known<T> {}

    default boolean isRead() {
        return !(this instanceof Unread<T>);
    }

    /** The record, where there is one as far as is known. */
    default Optional<T> found() {
        return this instanceof Present<T> present ? Optional.of(present.record()) : Optional.empty();
    }
}
