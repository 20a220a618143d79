package io.quark.orc.workflow;

import io.quark.common.tree.Op;
import io.quark.net.alloc.Plan.Planned;
import io.quark.orc.cluster.Reservation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What is to be done next for a work unit. */
public sealed interface Decision {

    /** Nothing before something changes. */
    Wait WAIT = new Wait(Optional.empty());

    /**
     * Look again when something changes, at the latest at this time.
     *
     * @param until the server's time
     */
    record Wait(Optional<Instant> until) implements Decision {

        public static Wait until(Instant time) {
            return new Wait(Optional.of(time));
        }
    }

    /** It needs a placement, and no placement may be decided now ({@link World#placing}). */
    record Later() implements Decision {}

    /**
     * Commit this, all or nothing.
     *
     * @param step what kind of step it is
     * @param ops in this order
     * @param parents nodes without data that the operations need, made where they are missing
     * @param placements hosts that get a task: for each, the version of its {@code next_tasks} is checked and bumped
     * @param proposal what was proposed for it in the network, to be settled with the outcome
     */
    record Act(Step step, List<Op> ops, List<String> parents, List<Reservation> placements, Optional<Long> proposal)
            implements Decision {

        public Act {
            ops = List.copyOf(ops);
            parents = List.copyOf(parents);
            placements = List.copyOf(placements);
        }
    }

    /** The kinds of steps, for metrics and for places where a crash can be tried. */
    enum Step {
        PLACE,
        RETRY,
        FINISH,
        /** A machine that was moved is its new host's. */
        HAND_OVER,
        /** A task is placed that changes a machine, or what belongs to machines. */
        CHANGE,
        /** A delete task is placed. */
        DELETE,
        /** Something is given up after a failure or cancel: instance, addresses. */
        RELEASE,
        /** A host is asked to end a task. */
        CANCEL,
        /** Work that touches no host. */
        RECORD,
        /** Something that came after its work unit had ended. */
        AFTERWARDS
    }

    static ActBuilder act(Step step) {
        return new ActBuilder(step);
    }

    /** Collects an {@link Act}. Not thread safe. */
    final class ActBuilder {
        private final Step step;
        private final List<Op> ops = new ArrayList<>();
        private final List<String> parents = new ArrayList<>();
        private final List<Reservation> placements = new ArrayList<>();
        private Optional<Long> proposal = Optional.empty();

        private ActBuilder(Step step) {
            this.step = step;
        }

        public ActBuilder ops(Op... more) {
            ops.addAll(Arrays.asList(more));
            return this;
        }

        public ActBuilder ops(Collection<Op> more) {
            ops.addAll(more);
            return this;
        }

        public ActBuilder parent(String path) {
            parents.add(path);
            return this;
        }

        public ActBuilder parents(Collection<String> more) {
            parents.addAll(more);
            return this;
        }

        public ActBuilder placement(Reservation where) {
            placements.add(where);
            return this;
        }

        /** The plan's operations, and the plan itself to be settled. */
        public ActBuilder plan(Planned planned) {
            ops.addAll(planned.ops());
            return proposal(planned.proposal());
        }

        /** A proposal of the network, to be settled; 0: there is none. */
        public ActBuilder proposal(long id) {
            proposal = id == 0 ? Optional.empty() : Optional.of(id);
            return this;
        }

        public Act build() {
            return new Act(step, ops, parents, placements, proposal);
        }
    }
}
