package io.quark.compute.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.json.Json;
import io.quark.common.model.Alive;
import io.quark.common.tree.Node;
import io.quark.common.tree.Op;
import io.quark.common.tree.Transaction;
import io.quark.compute.presence.AliveRules.Decision;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AliveRulesTest {

    private static final String PATH = "/quark/computes/c1/alive";
    private static final long SESSION = 7;
    private static final int VERSION = 3;
    private static final Alive MINE = new Alive("boot-2", "machine-1", 42, Instant.EPOCH);

    private static final Op CREATE = Op.createEphemeral(PATH, MINE);

    @Test
    void whereNothingStandsItIsCreated() {
        assertThat(AliveRules.decide(PATH, MINE, SESSION, Optional.empty(), Optional.empty()))
                .isEqualTo(new Decision.Publish(Transaction.of(CREATE)));
    }

    @Test
    void itsOwnOfThisSessionStays() {
        assertThat(decide(MINE, SESSION)).isEqualTo(new Decision.Published());
    }

    @Test
    void itsOwnOfAnotherSessionIsReplacedBecauseItGoesWithThat() {
        assertReplaced(decide(MINE, SESSION - 1));
    }

    @Test
    void thatOfADeadPredecessorOnThisMachineIsReplaced() {
        assertReplaced(decide(new Alive("boot-1", "machine-1", 41, Instant.EPOCH), SESSION - 1));
    }

    @Test
    void thatOfAnotherMachineIsRespected() {
        Alive other = new Alive("boot-1", "machine-2", 42, Instant.EPOCH);

        assertThat(decide(other, SESSION - 1)).isEqualTo(new Decision.Taken(other));
    }

    @Test
    void thatWhichCannotBeReadIsRespected() {
        assertThat(AliveRules.decide(PATH, MINE, SESSION, Optional.of(node(MINE, SESSION)), Optional.empty()))
                .isInstanceOf(Decision.Taken.class);
    }

    private static void assertReplaced(Decision decision) {
        assertThat(decision).isEqualTo(new Decision.Publish(Transaction.of(Op.delete(PATH, VERSION), CREATE)));
    }

    private static Decision decide(Alive found, long owner) {
        return AliveRules.decide(PATH, MINE, SESSION, Optional.of(node(found, owner)), Optional.of(found));
    }

    private static Node node(Alive alive, long owner) {
        return new Node(PATH, Json.bytes(alive), VERSION, 0, 1, 1, Instant.EPOCH, Instant.EPOCH, owner);
    }
}
