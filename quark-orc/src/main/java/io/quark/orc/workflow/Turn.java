package io.quark.orc.workflow;

import java.util.List;
import java.util.Optional;

/** Work about one thing goes one after the other, in the order in which it was asked for. */
final class Turn {

    private Turn() {}

    /**
     * Whether somebody else comes first.
     *
     * @param holder who holds what it is about, by its record; one that has ended holds nothing any more
     */
    static boolean waits(OpenWork work, Optional<String> holder, World world) {
        List<OpenWork> queue = world.openFor(work.target());
        return held(work, holder, world)
                || (!queue.isEmpty() && !queue.get(0).id().equals(work.id()));
    }

    static boolean held(OpenWork work, Optional<String> holder, World world) {
        return holder.filter(id -> !id.equals(work.id())).flatMap(world::open).isPresent();
    }
}
