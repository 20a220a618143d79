package io.quark.compute.follow;

import java.util.Map;
import java.util.Optional;

/** What is seen of the tree. After a gap it may be a little old until all was read again. */
public interface Seen {

    /** The record of a node that is followed alone. */
    <T> Known<T> record(Root root, Class<T> type);

    /** The records in the buckets of a node by their names; empty: they were not all read yet. What cannot be read is left out. */
    <T> Optional<Map<String, T>> records(Root root, Class<T> type);
}
