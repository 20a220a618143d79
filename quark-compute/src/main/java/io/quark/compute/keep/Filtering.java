package io.quark.compute.keep;

import io.quark.net.host.Filter;
import java.util.Optional;

/** What a port is to let through; without a filter: everything. */
record Filtering(Optional<Filter> filter) {

    static final Filtering NONE = new Filtering(Optional.empty());
}
