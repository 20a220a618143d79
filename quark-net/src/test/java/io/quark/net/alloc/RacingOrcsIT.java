package io.quark.net.alloc;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.id.Ids;
import io.quark.common.model.Network;
import io.quark.common.model.Nic;
import io.quark.common.model.WorkRequest.CreateNetwork;
import io.quark.common.testing.BesideOthers;
import io.quark.common.testing.ZooKeeperFixture;
import io.quark.common.tree.Commit;
import io.quark.common.tree.LiveTreeView;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.common.tree.Transaction;
import io.quark.common.tree.ZooKeeperSession;
import io.quark.net.model.SubnetRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Four orcs and 32 callers on one subnet of a real ZooKeeper: what was committed is disjoint, and all of it is reached. */
@BesideOthers
class RacingOrcsIT {

    private static final int ORCS = 4;
    private static final int CALLERS_PER_ORC = 8;
    private static final int REUSE_AFTER_S = 1;

    /** A /22 without its own address, broadcast and gateway. */
    private static final int HOSTS = 1024 - 3;

    @RegisterExtension
    final ZooKeeperFixture zooKeeper = new ZooKeeperFixture();

    private final Paths paths = zooKeeper.laidOutTree("/quark").paths();
    private final List<RacingOrc> orcs = new ArrayList<>();
    private final ExecutorService callers = Executors.newFixedThreadPool(ORCS * CALLERS_PER_ORC);
    private final AtomicInteger lost = new AtomicInteger();

    @AfterEach
    void end() {
        callers.shutdownNow();
        orcs.forEach(RacingOrc::close);
    }

    @Test
    void aSubnetIsHandedOutToItsLastAddressAndAfterItsQuarantineAgain() throws Exception {
        for (int i = 0; i < ORCS; i++) {
            orcs.add(new RacingOrc(zooKeeper.session(), paths, new Stripe(i, ORCS)));
        }
        String network = makeNetwork();

        List<List<Nic>> first = fill(network);
        assertDisjointAndComplete(first);
        release(first);
        Awaitility.await().until(() -> {
            Plan plan = orcs.get(0).plan(network);
            if (plan instanceof Plan.Planned planned) {
                orcs.get(0).on(() -> orcs.get(0).index.abandon(planned));
            }
            return plan instanceof Plan.Planned;
        });
        Instant allMatured = Instant.now().plusSeconds(REUSE_AFTER_S);
        Awaitility.await().until(() -> Instant.now().isAfter(allMatured));
        assertDisjointAndComplete(fill(network));
        for (RacingOrc orc : orcs) {
            orc.catchUp();
            assertThat(orc.call(orc.index::openProposals)).isZero();
        }
        assertThat(lost)
                .as("plans of which another orc was quicker, beside %s committed", 2 * HOSTS)
                .hasValueLessThan(HOSTS);
    }

    private String makeNetwork() throws Exception {
        SubnetRequest subnet = new SubnetRequest(
                Optional.empty(),
                "10.20.0.0/22",
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(REUSE_AFTER_S),
                List.of());
        CreateNetwork create = NetWorld.network("web", Network.Family.BOTH, subnet);
        RacingOrc orc = orcs.get(0);
        NetStep.Act step = (NetStep.Act) orc.call(() -> NetAsk.create(orc.index, create, Ids.fresh()));
        assertThat(orc.commit(step.ops(), step.proposal())).isTrue();
        for (RacingOrc each : orcs) {
            each.catchUp();
        }
        return create.network().id();
    }

    private List<List<Nic>> fill(String network) throws Exception {
        List<Callable<List<List<Nic>>>> jobs = new ArrayList<>();
        for (RacingOrc orc : orcs) {
            for (int i = 0; i < CALLERS_PER_ORC; i++) {
                jobs.add(() -> takeUntilExhausted(orc, network));
            }
        }
        List<List<Nic>> all = new ArrayList<>();
        for (Future<List<List<Nic>>> job : callers.invokeAll(jobs)) {
            all.addAll(job.get());
        }
        return all;
    }

    private List<List<Nic>> takeUntilExhausted(RacingOrc orc, String network) throws Exception {
        List<List<Nic>> taken = new ArrayList<>();
        boolean sure = false;
        while (true) {
            Plan plan = orc.plan(network);
            if (plan instanceof Plan.Planned planned) {
                sure = false;
                if (orc.commit(planned)) {
                    taken.add(planned.nics());
                } else {
                    lost.incrementAndGet();
                }
            } else {
                Plan.Refused refused = (Plan.Refused) plan;
                assertThat(refused.problem().type()).isEqualTo("subnet-exhausted");
                if (sure && !refused.provisional()) {
                    assertThat(refused.problem().detail())
                            .contains("size 1024, used " + HOSTS + ", excluded 3, cooling 0");
                    return taken;
                }
                orc.catchUp();
                sure = !refused.provisional();
            }
        }
    }

    private void release(List<List<Nic>> all) throws Exception {
        RacingOrc orc = orcs.get(0);
        orc.catchUp();
        for (List<Nic> nics : all) {
            List<Op> ops = orc.call(() -> orc.index.release(nics, Ids.fresh()));
            assertThat(orc.session.commit(new Transaction(ops)).join()).isInstanceOf(Commit.Committed.class);
        }
        for (RacingOrc each : orcs) {
            each.catchUp();
        }
    }

    private static void assertDisjointAndComplete(List<List<Nic>> all) {
        assertThat(all).hasSize(HOSTS);
        assertThat(all.stream().map(nics -> nics.get(0).mac())).doesNotHaveDuplicates();
        assertThat(all.stream().map(NetWorld::ip)).doesNotHaveDuplicates();
    }

    /** What an orc does with an index: one thread owns it, cuts and outcomes are messages to that. */
    private static final class RacingOrc implements AutoCloseable {
        private final ExecutorService loop = Executors.newSingleThreadExecutor();
        private final ZooKeeperSession session;
        private final LiveTreeView view;
        private final NetIndex index;
        private final Stripe stripe;

        RacingOrc(ZooKeeperSession session, Paths paths, Stripe stripe) {
            this.session = session;
            this.stripe = stripe;
            this.index = new NetIndex(paths);
            this.view = LiveTreeView.open("net", session, List.of(paths.net(), paths.names()));
            view.listen(cut -> loop.execute(() -> index.apply(cut)));
        }

        <T> T call(Callable<T> job) throws ExecutionException, InterruptedException {
            return loop.submit(job).get();
        }

        void on(Runnable job) throws ExecutionException, InterruptedException {
            loop.submit(job).get();
        }

        void catchUp() throws ExecutionException, InterruptedException {
            long mark = call(index::mark);
            view.caughtUp().get();
            on(() -> index.caughtUp(mark));
        }

        Plan plan(String network) throws ExecutionException, InterruptedException {
            String id = Ids.fresh();
            return call(() -> index.plan(
                    new NicsRequest(id, NetWorld.PROJECT, id, "m", List.of(NetWorld.on(network))),
                    Instant.now(),
                    stripe));
        }

        boolean commit(Plan.Planned plan) throws ExecutionException, InterruptedException {
            return commit(plan.ops(), plan.proposal());
        }

        boolean commit(List<Op> ops, long proposal) throws ExecutionException, InterruptedException {
            Commit outcome = session.commit(new Transaction(ops)).get();
            if (outcome instanceof Commit.Committed committed) {
                on(() -> index.settled(proposal, committed.zxid()));
                return true;
            }
            assertThat(outcome).isInstanceOf(Commit.Refused.class);
            on(() -> index.abandon(proposal));
            return false;
        }

        @Override
        public void close() {
            view.close();
            loop.shutdownNow();
        }
    }
}
