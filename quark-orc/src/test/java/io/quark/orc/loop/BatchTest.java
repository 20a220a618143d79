package io.quark.orc.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.model.Resources;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.common.tree.Transaction;
import io.quark.orc.cluster.Reservation;
import io.quark.orc.workflow.Decision;
import io.quark.orc.workflow.Decision.ActBuilder;
import io.quark.orc.workflow.Decision.Step;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BatchTest {

    private static final Paths PATHS = new Paths("/quark", 16);
    private static final int ALL = Batch.MAX_MEMBERS;

    private final Batch batch = new Batch(PATHS);

    @Test
    void whatSeveralNeedIsInItOnce() {
        Op network = Op.check("/quark/net/networks/n", 3);
        batch.add(member("a", act().ops(network, create("a")).parent("/p").placement(on("h"))), ALL);
        batch.add(member("b", act().ops(network, create("b")).parent("/p").placement(on("h"))), ALL);

        Batch.Sealed sealed = batch.seal(host -> 7);

        assertThat(sealed.ops())
                .containsExactly(
                        new Op.Set(PATHS.nextTasks("h"), new byte[0], 7),
                        Op.createEmpty("/p"),
                        network,
                        create("a"),
                        create("b"));
        assertThat(sealed.owners()).containsExactly(Batch.Sealed.SHARED, Batch.Sealed.SHARED, 0, 0, 1);
    }

    @Test
    void whatTwoDoToTheSameNodeIsNotMergedUnlessItIsACheck() {
        batch.add(member("a", act().ops(create("same"))), ALL);
        batch.add(member("b", act().ops(create("same"))), ALL);

        assertThat(batch.seal(host -> 0).owners()).containsExactly(0, 1);
    }

    @Test
    void itTakesNoMoreThanItsMembersShareWith() {
        assertThat(batch.add(member("a", act().ops(create("a"))), ALL)).isTrue();
        assertThat(batch.add(member("b", act().ops(create("b"))), 3)).isTrue();
        assertThat(batch.isFull()).isFalse();
        assertThat(batch.add(member("c", act().ops(create("c"))), ALL)).isTrue();

        assertThat(batch.isFull()).isTrue();
        assertThat(batch.add(member("d", act().ops(create("d"))), ALL)).isFalse();
        assertThat(batch.members()).extracting(Member::id).containsExactly("a", "b", "c");
    }

    @Test
    void oneThatMustGoAloneGoesAlone() {
        assertThat(batch.add(member("a", act().ops(create("a"))), 1)).isTrue();
        assertThat(batch.isFull()).isTrue();

        Batch other = new Batch(PATHS);
        other.add(member("b", act().ops(create("b"))), ALL);
        assertThat(other.add(member("c", act().ops(create("c"))), 1)).isFalse();
        assertThat(other.isFull()).isFalse();
    }

    @Test
    void howeverManyItTakesWithTheFencesItStaysWithinBounds() {
        int taken = 0;
        while (batch.add(member("m" + taken, large(taken)), ALL)) {
            taken++;
        }

        assertThat(taken).isPositive().isLessThan(ALL);
        Transaction transaction = new Transaction(batch.seal(host -> 0).ops());
        assertThat(transaction.ops().size() + PATHS.shards()).isLessThanOrEqualTo(Transaction.MAX_OPS);
        for (int shard = 0; shard < PATHS.shards(); shard++) {
            transaction = transaction.then(Op.check(PATHS.epoch(shard), 1));
        }
        assertThat(transaction.withinBounds()).isTrue();
    }

    @Test
    void itEndsAtTheOperationsToo() {
        int taken = 0;
        while (batch.add(member("m" + taken, many(taken)), ALL)) {
            taken++;
        }

        assertThat(batch.seal(host -> 0).ops().size() + PATHS.shards()).isLessThanOrEqualTo(Transaction.MAX_OPS);
        assertThat(taken).isPositive().isLessThan(ALL);
    }

    @Test
    void oneAloneIsAlwaysTaken() {
        ActBuilder huge = act();
        for (int i = 0; i <= Transaction.MAX_OPS; i++) {
            huge.ops(create("n" + i));
        }

        assertThat(batch.add(member("a", huge), ALL)).isTrue();
        assertThat(batch.add(member("b", act().ops(create("b"))), ALL)).isFalse();
    }

    private static ActBuilder act() {
        return Decision.act(Step.RECORD);
    }

    private static ActBuilder large(int member) {
        return act().ops(new Op.Create("/quark/x/" + member, new byte[20_000], false));
    }

    private static ActBuilder many(int member) {
        ActBuilder act = act().placement(on("h" + member)).parent("/p" + member);
        for (int i = 0; i < 20; i++) {
            act.ops(create(member + "-" + i));
        }
        return act;
    }

    private static Op create(String name) {
        return Op.createEmpty("/quark/x/" + name);
    }

    private static Reservation on(String host) {
        return new Reservation(host, Resources.NONE);
    }

    private static Member member(String id, ActBuilder act) {
        return new Member(id, 0, "", Optional.empty(), act.build());
    }
}
