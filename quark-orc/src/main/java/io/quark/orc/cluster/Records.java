package io.quark.orc.cluster;

import io.quark.common.json.MalformedRecordException;
import io.quark.common.tree.Node;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the records of the tree and goes on where one cannot be read: a single malformed record, written by a hand or by a
 * hostile host, must not stop a shard. It counts as absent, and is logged.
 */
public final class Records {

    private static final Logger LOG = LoggerFactory.getLogger(Records.class);

    private final Runnable malformed;

    /** @param malformed called for each record that could not be read */
    public Records(Runnable malformed) {
        this.malformed = malformed;
    }

    public <T> Optional<T> read(Node node, Class<T> type) {
        try {
            return Optional.of(node.as(type));
        } catch (MalformedRecordException e) {
            LOG.warn("{} is left out of account: {}", node.path(), e.getMessage());
            malformed.run();
            return Optional.empty();
        }
    }
}
