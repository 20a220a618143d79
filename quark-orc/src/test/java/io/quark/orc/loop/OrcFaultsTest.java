package io.quark.orc.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quark.common.lead.Fence;
import io.quark.common.model.WorkUnit;
import io.quark.common.model.WorkUnit.State;
import io.quark.common.testing.FakeTreeSession.Fate;
import io.quark.common.tree.Commit;
import io.quark.common.tree.Op;
import io.quark.common.tree.Transaction;
import io.quark.orc.testing.ScriptedComputes.Until;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What may go wrong between a decision and its commit. */
class OrcFaultsTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final OrcBed bed = new OrcBed();

    @AfterEach
    void close() {
        bed.close();
    }

    /** The commits of one build and one delete, each of unknown outcome once: done or not. */
    static Stream<Arguments> lostAnswers() {
        return IntStream.range(0, 4)
                .boxed()
                .flatMap(commit -> Stream.of(
                        Arguments.of(commit, Fate.UNKNOWN_BUT_DONE), Arguments.of(commit, Fate.UNKNOWN_AND_NOT_DONE)));
    }

    @ParameterizedTest
    @MethodSource("lostAnswers")
    void anUnknownOutcomeIsFoundOutAndNothingIsDoneTwice(int commit, Fate fate) {
        bed.hosts("a", "b").start();
        String network = bed.requests.network("web", "10.1.0.0/24");
        bed.idle();
        Fate[] fates = new Fate[commit + 1];
        java.util.Arrays.fill(fates, Fate.NORMAL);
        fates[commit] = fate;
        bed.session.nextCommits(fates);

        String build = bed.requests.build("web-1", network);
        assertThat(done(build).state()).isEqualTo(State.SUCCEEDED);
        String delete = bed.requests.delete(bed.requests.instanceOf(build));
        assertThat(done(delete).state()).isEqualTo(State.SUCCEEDED);

        assertThat(bed.count("quark_orc_transactions_unknown_total")).isEqualTo(1);
        assertThat(bed.findings()).isEmpty();
        assertThat(bed.computes.started()).hasSize(1);
    }

    @Test
    void aHostThatSomebodyElseFillsMeanwhileIsNotOverfilled() {
        bed.computes.host("a", 1_000);
        AtomicBoolean once = new AtomicBoolean();
        bed.start(OrcSettings.DEFAULTS, BeforeCommit.of(transaction -> {
            // Another leader places something on the host between our decision and our commit.
            if (touches(transaction, bed.paths.nextTasks("a")) && once.compareAndSet(false, true)) {
                bed.foreignTask("a", 1_000);
            }
        }));

        WorkUnit done = done(bed.requests.build("web-1"));

        assertThat(done.error()).map(problem -> problem.type()).contains("no-capacity");
        assertThat(bed.count("quark_orc_transactions_refused_total")).isEqualTo(1);
    }

    @Test
    void oneThatTheTreeRefusesDoesNotKeepOthersBack() {
        AtomicInteger refusals = new AtomicInteger();
        bed.hosts("a", "b").start(OrcSettings.DEFAULTS, Refusing.whenever("poison", refusals));
        List<String> builds = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            builds.add(bed.requests.build(i == 30 ? "poison" : "web-" + i));
        }

        for (int i = 0; i < 60; i++) {
            WorkUnit done = done(builds.get(i));
            if (i == 30) {
                assertThat(done.error().orElseThrow().detail()).contains("refused");
            } else {
                assertThat(done.state()).isEqualTo(State.SUCCEEDED);
            }
        }
        assertThat(refusals.get()).isLessThanOrEqualTo(2 * Troubles.ENOUGH);
        assertThat(bed.findings()).isEmpty();
    }

    @Test
    void oneThatCannotBeDecidedFailsAndDoesNotKeepOthersBack() {
        bed.hosts("a").start();
        // With what the orc adds to it, it is larger than a record may be.
        String tooLarge = bed.requests.buildAsLargeAsMayBe("huge");
        String build = bed.requests.build("web-1");

        assertThat(done(build).state()).isEqualTo(State.SUCCEEDED);
        await().atMost(PATIENCE).until(() -> {
            bed.passes(Duration.ofSeconds(2));
            return bed.requests.done(tooLarge).isPresent();
        });

        assertThat(done(tooLarge).state()).isEqualTo(State.FAILED);
        assertThat(done(tooLarge).error().orElseThrow().detail()).contains("bytes");
        assertThat(bed.count("quark_orc_decision_failures_total")).isEqualTo(Troubles.ENOUGH);
        assertThat(bed.findings()).isEmpty();
    }

    @Test
    void whatAPlanProposedIsFreeAgainThoughItsNodesCameAndWentUnseen() {
        AtomicBoolean once = new AtomicBoolean();
        bed.start(
                OrcSettings.DEFAULTS,
                session -> new CommitFilter(session, next -> transaction -> {
                    boolean network = transaction.ops().stream()
                            .anyMatch(
                                    op -> op instanceof Op.Create && op.path().startsWith(bed.paths.networks() + "/"));
                    return network && once.compareAndSet(false, true)
                            ? doneAndUndoneUnseen(transaction)
                            : next.commit(transaction);
                }));
        bed.requests.network("web", "10.1.0.0/24");

        String second = bed.requests.network("web", "10.1.0.0/24");

        assertThat(once).isTrue();
        assertThat(bed.tree.node(bed.paths.network(second))).isPresent();
    }

    /** Makes a network while the orc does not see the tree, and removes it before it does again. */
    private CompletableFuture<Commit> doneAndUndoneUnseen(Transaction transaction) {
        bed.session.suspend();
        bed.tree.commit(transaction.ops().toArray(new Op[0]));
        List<Op> undo = new ArrayList<>();
        for (Op op : transaction.ops()) {
            if (op instanceof Op.Create && !op.path().startsWith(bed.paths.orc())) {
                undo.add(0, Op.delete(op.path(), Op.ANY_VERSION));
            }
        }
        bed.tree.commit(undo.toArray(new Op[0]));
        bed.session.resume();
        return CompletableFuture.completedFuture(new Commit.Committed(0));
    }

    @Test
    void aDeposedLeaderWritesNothing() {
        AtomicInteger taken = new AtomicInteger(-1);
        bed.hosts("a").start(OrcSettings.DEFAULTS, BeforeCommit.of(transaction -> {
            if (taken.get() == -2) {
                taken.set(0);
                for (int shard = 0; shard < bed.paths.shards(); shard++) {
                    bed.takeShard(shard);
                }
            }
        }));
        taken.set(-2);

        String build = bed.requests.build("web-1");
        await().atMost(PATIENCE).until(() -> !bed.deposed.isEmpty());

        assertThat(bed.tree.node(bed.paths.nextWorkUnit(build))).isPresent();
        assertThat(bed.tree.children(bed.paths.nextTasks("a"))).isEmpty();
        assertThat(bed.deposed).extracting(Fence::shard).contains(bed.paths.shardOf(build));
    }

    @Test
    void whoLeadsTheShardNextGoesOn() {
        bed.hosts("a").start();
        bed.computes.script("a", Until.TAKEN);
        String build = bed.requests.build("web-1");
        await().atMost(PATIENCE)
                .until(() -> !bed.tree.children(bed.paths.activeTasks("a")).isEmpty());
        int shard = bed.paths.shardOf(build);
        bed.orc().execute(() -> bed.orc().lost(shard));
        bed.computes.script("a", Until.END);
        await().atMost(PATIENCE).until(() -> !bed.computes.started().isEmpty());

        Fence next = bed.takeShard(shard);
        bed.orc().execute(() -> bed.orc().gained(shard, next));

        assertThat(done(build).state()).isEqualTo(State.SUCCEEDED);
        assertThat(bed.findings()).isEmpty();
    }

    @Test
    void aShardThatIsHandedOverIsFinishedFirst() {
        bed.hosts("a").start();
        AtomicBoolean finished = new AtomicBoolean();
        bed.orc().execute(() -> bed.orc().finish(3, () -> finished.set(true)));

        await().atMost(PATIENCE).untilTrue(finished);
    }

    @Test
    void workGoesOnAfterTheConnectionWasLost() {
        bed.hosts("a").start();
        bed.session.suspend();
        bed.orc().execute(bed.orc()::paused);
        String build = bed.requests.build("web-1");

        bed.session.resume();
        bed.orc().execute(bed.orc()::resumed);

        assertThat(done(build).state()).isEqualTo(State.SUCCEEDED);
        assertThat(bed.findings()).isEmpty();
    }

    @Test
    void whatEndedLongAgoIsReaped() {
        bed.hosts("a").start();
        String build = bed.requests.build("web-1");
        done(build);

        bed.passes(Duration.ofHours(25));

        await().atMost(PATIENCE).until(() -> bed.requests.done(build).isEmpty());
        assertThat(bed.count("quark_orc_work_units_reaped_total")).isPositive();
    }

    @Test
    void aCancelMarkThatComesTooLateIsRemoved() {
        bed.hosts("a").start();
        String build = bed.requests.build("web-1");
        done(build);

        bed.requests.cancel(build);

        await().atMost(PATIENCE)
                .until(() -> bed.tree.node(bed.paths.cancel(build)).isEmpty());
    }

    private static boolean touches(Transaction transaction, String path) {
        return transaction.ops().stream()
                .anyMatch(op -> op instanceof Op.Set && op.path().equals(path));
    }

    private WorkUnit done(String workUnit) {
        await().atMost(PATIENCE).until(() -> bed.requests.done(workUnit).isPresent());
        return bed.requests.done(workUnit).orElseThrow();
    }

    /** Refuses every transaction that has something to do with a name. */
    private record Refusing(String name, AtomicInteger refusals) implements UnaryOperator<CommitFilter.Next> {

        static UnaryOperator<io.quark.common.tree.FollowableSession> whenever(String name, AtomicInteger refusals) {
            return session -> new CommitFilter(session, new Refusing(name, refusals));
        }

        @Override
        public CommitFilter.Next apply(CommitFilter.Next next) {
            return transaction -> {
                for (int i = 0; i < transaction.ops().size(); i++) {
                    Op op = transaction.ops().get(i);
                    if (op instanceof Op.Create create
                            && create.path().contains("/instances/")
                            && new String(create.data(), java.nio.charset.StandardCharsets.UTF_8).contains(name)) {
                        refusals.incrementAndGet();
                        return CompletableFuture.completedFuture(new Commit.Refused(i, op, Commit.Reason.OTHER));
                    }
                }
                return next.commit(transaction);
            };
        }
    }

    /** Does something before each commit. */
    private record BeforeCommit(java.util.function.Consumer<Transaction> what)
            implements UnaryOperator<CommitFilter.Next> {

        static UnaryOperator<io.quark.common.tree.FollowableSession> of(java.util.function.Consumer<Transaction> what) {
            return session -> new CommitFilter(session, new BeforeCommit(what));
        }

        @Override
        public CommitFilter.Next apply(CommitFilter.Next next) {
            return transaction -> {
                what.accept(transaction);
                return next.commit(transaction);
            };
        }
    }
}
