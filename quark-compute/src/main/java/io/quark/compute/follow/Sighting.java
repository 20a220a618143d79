package io.quark.compute.follow;

import io.quark.common.json.MalformedRecordException;
import io.quark.common.tree.Node;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node that was read; its record is made of it once, for all who ask. Lives on the loop. */
final class Sighting {

    private static final Logger LOG = LoggerFactory.getLogger(Sighting.class);

    private final Node node;
    private @Nullable Object record;
    private boolean malformed;

    Sighting(Node node) {
        this.node = node;
    }

    int version() {
        return node.version();
    }

    /** Empty where it is none that this version knows. */
    <T> Optional<T> as(Class<T> type) {
        if (record == null && !malformed) {
            try {
                record = node.as(type);
            } catch (MalformedRecordException e) {
                LOG.error("{} cannot be read: {}", node.path(), e.getMessage());
                malformed = true;
            }
        }
        return Optional.ofNullable(record).map(type::cast);
    }
}
