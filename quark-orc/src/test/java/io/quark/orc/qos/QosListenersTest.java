package io.quark.orc.qos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quark.common.id.Ids;
import io.quark.common.model.Problem;
import io.quark.common.model.QosPolicy;
import io.quark.net.qos.QosListener;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QosListenersTest {

    private static final String GOLD = Ids.derived("gold");

    private final AtomicInteger failures = new AtomicInteger();
    private final Noting noting = new Noting();
    private Optional<QosListeners> listeners = Optional.empty();

    @AfterEach
    void close() {
        listeners.ifPresent(QosListeners::close);
    }

    @Test
    void whatBecomesOfAPolicyIsToldInOrder() {
        QosListeners told = listening(noting);

        told.tell(Optional.empty(), Optional.of(policy(GOLD, 1)));
        await().until(() -> noting.heard.size() == 1);
        told.tell(Optional.of(policy(GOLD, 1)), Optional.of(policy(GOLD, 2)));
        await().until(() -> noting.heard.size() == 2);
        told.tell(Optional.of(policy(GOLD, 2)), Optional.empty());

        await().untilAsserted(() -> assertThat(noting.heard).containsExactly("created 1", "updated 2", "deleted 2"));
    }

    @Test
    void oneThatThrowsIsCountedAndKeepsNobodyFromBeingTold() {
        QosListeners told = listening(new Throwing(), noting);

        told.takenOver(policy(GOLD, 1));
        told.takenOver(policy(Ids.derived("silver"), 7));

        await().untilAsserted(() -> assertThat(noting.heard).containsExactly("updated 1", "updated 7"));
        await().untilAsserted(() -> assertThat(failures).hasValue(2));
    }

    @Test
    void oneThatBlocksKeepsNobodyFromBeingToldAndHearsTheLastInTheEnd() {
        Blocking blocking = new Blocking();
        QosListeners told = listening(blocking, noting);

        told.tell(Optional.empty(), Optional.of(policy(GOLD, 1)));
        await().until(() -> !blocking.heard.isEmpty());
        for (int revision = 2; revision < 100; revision++) {
            told.tell(Optional.of(policy(GOLD, revision - 1)), Optional.of(policy(GOLD, revision)));
        }

        await().untilAsserted(() -> assertThat(noting.heard).contains("updated 99"));
        blocking.go.countDown();
        await().untilAsserted(() -> assertThat(blocking.heard).containsExactly("created 1", "updated 99"));
    }

    @Test
    void whatIsNewIsToldAsNewThoughItHasChangedMeanwhile() {
        Blocking blocking = new Blocking();
        QosListeners told = listening(blocking);
        told.takenOver(policy(Ids.derived("silver"), 1));
        await().until(() -> !blocking.heard.isEmpty());

        told.tell(Optional.empty(), Optional.of(policy(GOLD, 1)));
        told.tell(Optional.of(policy(GOLD, 1)), Optional.of(policy(GOLD, 2)));
        blocking.go.countDown();

        await().untilAsserted(() -> assertThat(blocking.heard).containsExactly("updated 1", "created 2"));
    }

    @Test
    void oneThatIsTooSlowLosesTheOldestNews() {
        Blocking blocking = new Blocking();
        QosListeners told = listening(blocking);
        told.takenOver(policy(GOLD, 1));
        await().until(() -> !blocking.heard.isEmpty());

        for (int i = 0; i < Telling.MOST + 5; i++) {
            told.takenOver(policy(Ids.derived("policy", Integer.toString(i)), i));
        }

        assertThat(failures).hasValue(5);
        blocking.go.countDown();
        await().untilAsserted(() -> assertThat(blocking.heard).hasSize(1 + Telling.MOST));
        assertThat(blocking.heard).element(1).isEqualTo("updated 5");
    }

    @Test
    void theFirstObjectionCountsAndOneThatThrowsHasNone() {
        Problem no = Problem.of("no", "No", 409, "not so", "otherwise");
        QosListeners told = listening(new Throwing(), noting, new Objecting(no));

        assertThat(told.objection(policy(GOLD, 1))).contains(no);
        assertThat(failures).hasValue(1);
    }

    private QosListeners listening(QosListener... some) {
        QosListeners made = new QosListeners(
                List.of(some),
                work -> {
                    Thread thread = new Thread(work, "listener");
                    thread.setDaemon(true);
                    return thread;
                },
                failures::incrementAndGet);
        listeners = Optional.of(made);
        return made;
    }

    private static QosPolicy policy(String id, int revision) {
        return new QosPolicy(
                id, "p", "acme", "", false, List.of(), revision, QosPolicy.State.ACTIVE, Instant.EPOCH, "w");
    }

    private static class Noting implements QosListener {
        final List<String> heard = new CopyOnWriteArrayList<>();

        void hear(String what, QosPolicy policy) {
            heard.add(what + " " + policy.revision());
        }

        @Override
        public void policyCreated(QosPolicy policy) {
            hear("created", policy);
        }

        @Override
        public void policyUpdated(QosPolicy policy) {
            hear("updated", policy);
        }

        @Override
        public void policyDeleted(QosPolicy policy) {
            hear("deleted", policy);
        }
    }

    private static final class Blocking extends Noting {
        final CountDownLatch go = new CountDownLatch(1);

        @Override
        void hear(String what, QosPolicy policy) {
            super.hear(what, policy);
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static final class Throwing extends Noting {
        @Override
        void hear(String what, QosPolicy policy) {
            throw new IllegalStateException("it always fails");
        }

        @Override
        public Optional<Problem> validate(QosPolicy policy) {
            throw new IllegalStateException("it always fails");
        }
    }

    private static final class Objecting extends Noting {
        private final Problem objection;

        Objecting(Problem objection) {
            this.objection = objection;
        }

        @Override
        public Optional<Problem> validate(QosPolicy policy) {
            return Optional.of(objection);
        }
    }
}
