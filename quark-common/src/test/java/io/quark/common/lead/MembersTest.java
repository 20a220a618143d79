package io.quark.common.lead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quark.common.model.Alive;
import io.quark.common.testing.ZooKeeperFixture;
import io.quark.common.tree.Commit;
import io.quark.common.tree.Node;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.common.tree.Transaction;
import io.quark.common.tree.ZooKeeperSession;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MembersTest {

    @RegisterExtension
    static final ZooKeeperFixture ZOOKEEPER = new ZooKeeperFixture();

    private final Paths paths = new Paths(ZOOKEEPER.freshRoot(), 16);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ZooKeeperSession outsider = ZOOKEEPER.session();

    @BeforeEach
    void layOut() {
        assertThat(outsider.commit(Transaction.of(
                                Op.createEmpty(paths.root()),
                                Op.createEmpty(paths.orc()),
                                Op.createEmpty(paths.orcMembers())))
                        .join())
                .isInstanceOf(Commit.Committed.class);
    }

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void registersAndLeavesWithItsClosing() {
        Members members = register(ZOOKEEPER.session(), "boot-1");

        await().until(() -> members.fault().isEmpty());
        assertThat(node())
                .get()
                .extracting(node -> node.as(Alive.class).bootId())
                .isEqualTo("boot-1");

        members.close();
        assertThat(node()).isEmpty();
    }

    @Test
    void registersAnewAfterTheLossOfItsSession() {
        ZooKeeperSession session = ZOOKEEPER.session();
        Members members = register(session, "boot-1");
        await().until(() -> members.fault().isEmpty());
        long first = session.sessionId();

        ZOOKEEPER.expire(session);

        await().until(() ->
                node().filter(node -> node.ephemeralOwner() != first).isPresent());
        await().until(() -> members.fault().isEmpty());
    }

    @Test
    void replacesWhatItsOwnLastSessionLeft() {
        hold("boot-1");

        Members members = register(ZOOKEEPER.session(), "boot-1");

        await().until(() -> members.fault().isEmpty());
        assertThat(node()).get().extracting(Node::ephemeralOwner).isNotEqualTo(outsider.sessionId());
    }

    @Test
    void leavesAnotherProcessOfThatNameAloneAndWaitsForItsEnd() {
        hold("boot-of-another");

        Members members = register(ZOOKEEPER.session(), "boot-1");

        await().until(() -> members.fault().orElse("").contains("another process"));
        assertThat(node()).get().extracting(Node::ephemeralOwner).isEqualTo(outsider.sessionId());
        outsider.commit(Transaction.of(Op.delete(paths.orcMember("orc-1"), Op.ANY_VERSION)))
                .join();
        await().until(() -> members.fault().isEmpty());
    }

    private Members register(ZooKeeperSession session, String boot) {
        return new Members(session, paths, "orc-1", new Alive(boot, "machine", 1, Instant.now()), timer);
    }

    private void hold(String boot) {
        Op held = Op.createEphemeral(paths.orcMember("orc-1"), new Alive(boot, "machine", 2, Instant.now()));
        assertThat(outsider.commit(Transaction.of(held)).join()).isInstanceOf(Commit.Committed.class);
    }

    private Optional<Node> node() {
        return outsider.read(List.of(paths.orcMember("orc-1"))).join().get(0);
    }
}
