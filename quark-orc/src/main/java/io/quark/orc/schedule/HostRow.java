package io.quark.orc.schedule;

import io.quark.common.model.Resources;

/** A host's row in the table: its facts, what is free, and where it stands in the tree of its class. */
final class HostRow {

    final HostFacts facts;
    final HostClass home;
    final int slot;
    Resources free;

    HostRow(HostFacts facts, HostClass home, int slot, Resources free) {
        this.facts = facts;
        this.home = home;
        this.slot = slot;
        this.free = free;
    }

    String name() {
        return facts.name();
    }

    long rank() {
        return Spread.rank(facts.name(), free, facts.capacity());
    }
}
