package io.quark.common.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.testing.LaidOutTree;
import io.quark.common.testing.ZooKeeperFixture;
import io.quark.common.ticket.TicketKey.Verdict;
import io.quark.common.tree.Op;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LookingKeyTest {

    @RegisterExtension
    static final ZooKeeperFixture zooKeeper = new ZooKeeperFixture();

    private final LaidOutTree tree = zooKeeper.laidOutTree();

    private LookingKey looking() {
        return new LookingKey(zooKeeper.session(), tree.paths(), Clock.systemUTC());
    }

    @Test
    void allWhoNeedItAtOnceGetTheSame() {
        Ticket ticket = Ticket.of("agent", "c1", "i1", Instant.now().plusSeconds(60));
        List<CompletableFuture<TicketKey>> asked =
                IntStream.range(0, 8).mapToObj(i -> looking().get()).toList();

        String signed = asked.get(0).join().sign(ticket);

        assertThat(asked)
                .allSatisfy(key -> assertThat(key.join().judge(signed, "agent", "c1", "i1", Instant.now()))
                        .isInstanceOf(Verdict.Valid.class));
    }

    @Test
    void whoRemovesItGivesEverybodyAnother() {
        Ticket ticket = Ticket.of("agent", "c1", "i1", Instant.now().plusSeconds(60));
        String signed = looking().get().join().sign(ticket);

        tree.commit(Op.delete(tree.paths().lookingKey(), Op.ANY_VERSION));

        assertThat(looking().get().join().judge(signed, "agent", "c1", "i1", Instant.now()))
                .isEqualTo(new Verdict.Forged());
    }
}
