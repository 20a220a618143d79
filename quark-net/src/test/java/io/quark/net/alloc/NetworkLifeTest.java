package io.quark.net.alloc;

import static io.quark.net.alloc.NetWorld.on;
import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.model.InstanceSpec.NicRequest;
import io.quark.common.model.Network;
import io.quark.common.model.Nic;
import io.quark.common.model.WorkRequest.CreateNetwork;
import io.quark.common.tree.Commit;
import io.quark.common.tree.Op;
import io.quark.net.model.SubnetRequest;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetworkLifeTest {

    private final NetWorld world = new NetWorld();

    @Test
    void aNameIsTakenOnceInAProject() {
        CreateNetwork one = NetWorld.network("web", Network.Family.BOTH, SubnetRequest.of("10.20.0.0/24"));
        world.make(one);
        CreateNetwork other = NetWorld.network("web", Network.Family.BOTH, SubnetRequest.of("10.21.0.0/24"));
        assertThat(world.create(other)).isInstanceOfSatisfying(NetStep.Refused.class, refused -> {
            assertThat(refused.problem().status()).isEqualTo(409);
            assertThat(refused.problem().detail()).contains(one.network().id());
            assertThat(refused.provisional()).isFalse();
        });
    }

    @Test
    void aNameIsTakenWhileItsNetworkIsOnlyProposed() {
        CreateNetwork one = NetWorld.network("web", Network.Family.BOTH);
        NetStep.Act plan = (NetStep.Act) world.create(one);
        CreateNetwork other = NetWorld.network("web", Network.Family.BOTH);
        assertThat(world.create(other))
                .isInstanceOfSatisfying(
                        NetStep.Refused.class,
                        refused -> assertThat(refused.provisional()).isTrue());
        world.index.abandon(plan.proposal());
        world.make(other);
    }

    @Test
    void ofTwoOrcsThatGiveANameAtOnceOneLoses() {
        NetWorld other = new NetWorld(world.tree);
        NetStep.Act mine = (NetStep.Act) world.create(NetWorld.network("web", Network.Family.BOTH));
        NetStep.Act theirs = (NetStep.Act) other.create(NetWorld.network("web", Network.Family.BOTH));
        world.commit(mine);
        assertThat(world.tree.commit(theirs.ops())).isInstanceOf(Commit.Refused.class);
    }

    @Test
    void anUnsoundNetworkIsNotWritten() {
        CreateNetwork sound = NetWorld.network("web", Network.Family.BOTH, SubnetRequest.of("10.20.0.0/24"));
        CreateNetwork doubled = new CreateNetwork(
                sound.network(), List.of(sound.subnets().get(0), sound.subnets().get(0)));
        assertThat(world.create(doubled))
                .isInstanceOfSatisfying(
                        NetStep.Refused.class,
                        refused -> assertThat(refused.problem().errors()).hasSize(1));
    }

    @Test
    void aNetworkGoesWithAllBelowItAndItsNameIsFree() {
        int before = world.tree.below("/quark").size();
        String network = world.make("10.20.0.0/24", "fd20::/64");
        world.release(world.build(on(network)));
        remove(network);
        assertThat(world.tree.node(world.tree.paths.network(network))).isEmpty();
        // What stays: the project's node of names, the cooling MAC and its bucket.
        assertThat(world.tree.below("/quark")).hasSize(before + 3);
        assertThat(world.remove(network)).isEqualTo(Steps.part(List.of(), Steps.end("network", network)));
    }

    @Test
    void aNetworkWithManyCoolingAddressesGoesInBoundedSteps() {
        String network = world.make("10.20.0.0/21");
        NicRequest[] sixteen = new NicRequest[16];
        Arrays.fill(sixteen, on(network));
        for (int i = 0; i < 55; i++) {
            world.release(world.build(sixteen));
        }
        assertThat(remove(network)).isBetween(3, 5);
    }

    private int remove(String network) {
        int steps = 0;
        boolean more = true;
        while (more) {
            NetStep.Act step = (NetStep.Act) world.remove(network);
            assertThat(step.ops().size()).isBetween(1, NetworkLife.STEP_OPS);
            world.commit(step.ops());
            more = step.next() instanceof NetStep.Next.More;
            steps++;
        }
        return steps;
    }

    @Test
    void aNetworkWithPortsStaysAndTheyAreNamed() {
        String network = world.make("10.20.0.0/24");
        List<Nic> first = world.build(on(network));
        for (int i = 0; i < 11; i++) {
            world.build(on(network));
        }
        assertThat(world.remove(network)).isInstanceOfSatisfying(NetStep.Refused.class, held -> {
            assertThat(held.problem().status()).isEqualTo(409);
            assertThat(held.problem().detail()).contains("and 2 more");
            assertThat(held.ops()).isEmpty();
        });
        world.release(first);
        assertThat(world.remove(network)).isInstanceOf(NetStep.Refused.class);
    }

    @Test
    void aBuildThatRacesWithTheMarkLoses() {
        String network = world.make("10.20.0.0/24");
        Plan.Planned build = world.planned(on(network));
        world.commit(((NetStep.Act) world.remove(network)).ops());
        assertThat(world.tree.commit(build.ops())).isInstanceOf(Commit.Refused.class);
        world.index.abandon(build);
        assertThat(world.refused(on(network)).type()).isEqualTo("network-deleting");
        assertThat(remove(network)).isEqualTo(1);
    }

    @Test
    void aBuildThatComesBeforeTheMarkKeepsTheNetwork() {
        String network = world.make("10.20.0.0/24");
        NetStep.Act mark = (NetStep.Act) world.remove(network);
        world.build(on(network));
        world.commit(mark.ops());
        NetStep.Refused held = (NetStep.Refused) world.remove(network);
        assertThat(held.ops()).hasSize(1);
        world.commit(held.ops());
        world.build(on(network));
    }

    @Test
    void anAddressWithoutItsPortHoldsTheNetwork() {
        String network = world.make("10.20.0.0/24");
        List<Nic> nics = world.build(on(network));
        Op portOnly = world.index.release(nics, world.work()).stream()
                .filter(Op.Delete.class::isInstance)
                .findFirst()
                .orElseThrow();
        world.commit(List.of(portOnly));
        assertThat(world.remove(network))
                .isInstanceOfSatisfying(
                        NetStep.Refused.class,
                        held -> assertThat(held.problem().detail()).contains("address 10.20.0.2"));
    }
}
