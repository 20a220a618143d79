package io.quark.compute.presence;

import io.quark.common.model.Alive;
import io.quark.common.tree.Node;
import io.quark.common.tree.Op;
import io.quark.common.tree.Transaction;
import java.util.Optional;

/** Decides how the sign of life is published: a pure function of what stands there. */
final class AliveRules {

    private AliveRules() {}

    /** What is to be done. */
    sealed interface Decision {

        /** It stands there already. */
        record Published() implements Decision {}

        record Publish(Transaction transaction) implements Decision {}

        /** A compute of this name lives on another machine, or did until a moment ago. */
        record Taken(Alive by) implements Decision {}
    }

    /**
     * @param found what stands at the path now, and what it says
     * @param session the session that is to own the node
     */
    static Decision decide(String path, Alive mine, long session, Optional<Node> found, Optional<Alive> says) {
        Op create = Op.createEphemeral(path, mine);
        if (found.isEmpty()) {
            return new Decision.Publish(Transaction.of(create));
        }
        Alive other = says.orElse(new Alive("", "", 0, mine.since()));
        if (other.equals(mine) && found.get().ephemeralOwner() == session) {
            return new Decision.Published();
        }
        // Whoever holds the lock on this machine's state directory knows that an earlier daemon of this name is dead.
        return other.machineId().equals(mine.machineId())
                ? new Decision.Publish(
                        Transaction.of(Op.delete(path, found.get().version()), create))
                : new Decision.Taken(other);
    }
}
