package io.quark.net.alloc;

import io.quark.common.json.MalformedRecordException;
import io.quark.common.model.Claim;
import io.quark.common.tree.Node;
import io.quark.common.tree.TreeView.Change;
import io.quark.net.alloc.NetworkState.Versioned;
import io.quark.net.model.Checked;
import io.quark.net.model.Steppable;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the records of nodes. What cannot be read is reported once, where it is read, and a claim that cannot be read counts as in
 * use: nothing is ever handed out on the strength of what was not understood.
 */
final class Records {

    /** Stands for the port of a claim that cannot be read. */
    static final String UNREADABLE = "unreadable record";

    private static final Logger LOG = LoggerFactory.getLogger(Records.class);

    private Records() {}

    static <R> Optional<R> read(Node node, Class<R> type) {
        try {
            return Optional.of(node.as(type));
        } catch (MalformedRecordException e) {
            LOG.warn("{} cannot be read: {}", node.path(), e.getMessage());
            return Optional.empty();
        }
    }

    static <R> Optional<Versioned<R>> versioned(Node node, Class<R> type) {
        return read(node, type).map(record -> new Versioned<>(record, node.version()));
    }

    /** What is made of a record; empty if that is unsound. */
    static <R, S> Optional<S> sound(R record, Function<R, S> make) {
        try {
            return Optional.of(make.apply(record));
        } catch (IllegalArgumentException e) {
            LOG.warn("{} is left out: {}", record, e.getMessage());
            return Optional.empty();
        }
    }

    /** Tells the claims what happened to one of their buckets. */
    static void bucket(Claims<?> claims, Change change, String bucket) {
        if (change.after().isPresent()) {
            claims.buckets().seen(bucket);
        } else {
            claims.buckets().gone(bucket);
        }
    }

    /** Tells the claims what happened to one of them. */
    static <T extends Steppable<T> & Comparable<T>> void claim(
            Claims<T> claims, Change change, String text, Function<String, Checked<T>> parse) {
        Optional<T> value = parse.apply(text).good();
        if (value.isEmpty()) {
            LOG.warn("{} is not a claim that Quark wrote; it is left alone", change.path());
        } else if (change.after().isPresent()) {
            Node node = change.after().get();
            Claim claim = read(node, Claim.class).orElseGet(() -> Claim.allocated(UNREADABLE, ""));
            claims.space().seen(value.get(), new ClaimNode(claim, node.version(), node.modifiedAt()));
        } else {
            claims.space().gone(value.get());
        }
    }
}
