package io.quark.net.alloc;

import io.quark.common.model.Network;
import io.quark.common.model.Problem;
import io.quark.common.tree.Op;
import io.quark.net.alloc.NetworkState.Versioned;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Makes steps of what a change decides: what all changes do alike. */
final class Steps {

    /** What is to be done where nothing but nodes without data carries a version. */
    private static final byte[] EMPTY = {};

    private final NetState state;

    Steps(NetState state) {
        this.state = state;
    }

    /**
     * Drafts a step; where a part of it is denied, nothing is done.
     *
     * @param next what is to come of the work unit
     * @param parts each adds its operations to the draft, or says why it cannot; in the order of the transaction
     */
    @SafeVarargs
    final NetStep step(NetStep.Next next, Function<Draft, Optional<Choice.Denied<Void>>>... parts) {
        Draft draft = state.proposals().draft();
        for (Function<Draft, Optional<Choice.Denied<Void>>> part : parts) {
            Optional<Choice.Denied<Void>> denied = part.apply(draft);
            if (denied.isPresent()) {
                draft.end();
                return NetStep.Refused.of(
                        denied.get().problem(), denied.get().undecided().getAsBoolean());
            }
        }
        state.proposals().opened(draft);
        return new NetStep.Act(draft.ops(), next, List.of(), draft.proposal());
    }

    /** Sets a record, as the only open proposal that does. */
    Function<Draft, Optional<Choice.Denied<Void>>> set(String path, Object record, int version) {
        return draft -> {
            draft.add(Op.set(path, record, version));
            return state.inFlight().take(path, draft);
        };
    }

    /** Sets a node that has nothing but its version. */
    Function<Draft, Optional<Choice.Denied<Void>>> bump(String path, int version) {
        return draft -> {
            draft.add(new Op.Set(path, EMPTY, version));
            return state.inFlight().take(path, draft);
        };
    }

    /** Lets everything fail that was planned on the network as it was. */
    Function<Draft, Optional<Choice.Denied<Void>>> bump(Versioned<Network> network) {
        return set(state.paths().network(network.record().id()), network.record(), network.version());
    }

    /** Adds operations that nothing can speak against. */
    static Function<Draft, Optional<Choice.Denied<Void>>> add(Supplier<Stream<Op>> ops) {
        return draft -> {
            ops.get().forEach(draft::add);
            return Optional.empty();
        };
    }

    /** The next of several parts of a removal, which is proposed to nobody: what goes is nobody's any more. */
    static NetStep part(List<Op> ops, NetStep.Next next) {
        return new NetStep.Act(ops, next, List.of(), 0);
    }

    static NetStep.Next more(String step) {
        return new NetStep.Next.More(step);
    }

    static NetStep.Next end(String what, String id) {
        return new NetStep.Next.End(Map.of(what, id));
    }

    static NetStep refused(Problem problem) {
        return NetStep.Refused.of(problem, false);
    }

    /** Another change of the same is under way: it will be over by itself. */
    static NetStep later() {
        return NetStep.Refused.of(Refusals.beingChanged(), true);
    }

    /** Refused, taking back what earlier steps did. */
    static NetStep takenBack(Problem problem, List<Op> ops) {
        return new NetStep.Refused(problem, ops, List.of(), false);
    }
}
