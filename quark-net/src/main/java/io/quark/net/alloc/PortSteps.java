package io.quark.net.alloc;

import io.quark.common.model.Problem;
import io.quark.common.tree.Op;
import io.quark.net.alloc.NetStep.ChangedNic;
import io.quark.net.alloc.NetStep.Next;
import java.util.List;
import java.util.Map;

/** Makes steps out of drafts. */
final class PortSteps {

    private PortSteps() {}

    /** What is drafted becomes a proposal. */
    static NetStep act(NetState state, Draft draft, Next next, List<ChangedNic> nics) {
        if (!draft.proposes()) {
            return new NetStep.Act(draft.ops(), next, nics, 0);
        }
        state.proposals().opened(draft);
        return new NetStep.Act(draft.ops(), next, nics, draft.proposal());
    }

    /** The last step, which proposes nothing. */
    static NetStep end(List<Op> ops, Map<String, String> result) {
        return new NetStep.Act(ops, new Next.End(result), List.of(), 0);
    }

    /** A step that proposes nothing, with more to come. */
    static NetStep more(List<Op> ops, String step) {
        return new NetStep.Act(ops, new Next.More(step), List.of(), 0);
    }

    /** Nothing is committed, and what was drafted is free again. */
    static NetStep refuse(Draft draft, Choice.Denied<?> denied) {
        draft.end();
        return refuse(denied);
    }

    /** Nothing was drafted yet. */
    static NetStep refuse(Choice.Denied<?> denied) {
        return NetStep.Refused.of(denied.problem(), denied.undecided().getAsBoolean());
    }

    static NetStep refuse(Problem problem) {
        return NetStep.Refused.of(problem, false);
    }

    /** Earlier steps are taken back. */
    static NetStep undo(Problem problem, List<Op> ops, List<ChangedNic> nics) {
        return new NetStep.Refused(problem, ops, nics, false);
    }
}
