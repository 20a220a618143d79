package io.quark.net.alloc;

import io.quark.common.model.Problem;
import io.quark.common.tree.Op;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Makes steps of drafts: what each change does alike. */
final class Steps {

    private final NetState state;

    Steps(NetState state) {
        this.state = state;
    }

    /** Runs a decision on a new draft; where it denies, what it has drafted is undone. */
    NetStep decide(Function<Draft, Choice<NetStep.Next>> decision) {
        Draft draft = state.proposals().draft();
        Choice<NetStep.Next> choice = decision.apply(draft);
        if (choice instanceof Choice.Denied<NetStep.Next> denied) {
            draft.end();
            return NetStep.Refused.of(denied.problem(), denied.undecided().getAsBoolean());
        }
        state.proposals().opened(draft);
        NetStep.Next next = ((Choice.Chosen<NetStep.Next>) choice).value();
        return new NetStep.Act(draft.ops(), next, List.of(), draft.proposal());
    }

    /** The first denial among these, each looked for only when those before found none; else what is to come. */
    @SafeVarargs
    static Choice<NetStep.Next> unless(
            NetStep.Next next, java.util.function.Supplier<Optional<Choice.Denied<Void>>>... denials) {
        for (var denial : denials) {
            Optional<Choice.Denied<Void>> denied = denial.get();
            if (denied.isPresent()) {
                return denied.get().instead();
            }
        }
        return new Choice.Chosen<>(next);
    }

    static NetStep.Next end(String what, String id) {
        return new NetStep.Next.End(Map.of(what, id));
    }

    static Choice<NetStep.Next> done(NetStep.Next next) {
        return new Choice.Chosen<>(next);
    }

    static <T> Choice<T> denied(Problem problem) {
        return Choice.Denied.firmly(problem);
    }

    static NetStep refused(Problem problem) {
        return NetStep.Refused.of(problem, false);
    }

    /** Refused, taking back what earlier steps did. */
    static NetStep takenBack(Problem problem, List<Op> ops) {
        return new NetStep.Refused(problem, ops, List.of(), false);
    }

    /** Whether a record is no longer what an update was made for. */
    static Optional<Choice.Denied<Void>> stale(Optional<Integer> wanted, int version, String what) {
        return wanted.filter(one -> one != version)
                .map(one -> Choice.Denied.firmly(Refusals.stale(what, one, version)));
    }
}
