package io.quark.net.alloc;

import static io.quark.net.alloc.NetWorld.ip;
import static io.quark.net.alloc.NetWorld.on;
import static io.quark.net.alloc.NetWorld.withMac;
import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.model.Claim;
import io.quark.common.model.Network;
import io.quark.common.model.Nic;
import io.quark.common.model.Port;
import io.quark.common.model.Subnet;
import io.quark.common.tree.Commit;
import io.quark.common.tree.Op;
import io.quark.net.model.SubnetRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NetIndexTest {

    private final NetWorld world = new NetWorld();

    @Test
    void aPortGetsOneAddressOfEachFamilyAndAMac() {
        String network = world.make("10.20.0.0/24", "fd20::/64");
        Nic nic = world.build(on(network)).get(0);
        assertThat(nic.mac()).isEqualTo("52:54:00:00:00:00");
        assertThat(nic.addresses()).extracting(Nic.NicAddress::ip).containsExactly("10.20.0.2", "fd20::5054:ff:fe00:0");
        assertThat(nic.addresses().get(0).gateway()).contains("10.20.0.1");
        assertThat(nic.addresses().get(0).prefix()).isEqualTo(24);
        Port port = world.tree
                .node(world.tree.paths.port(network, nic.port()))
                .orElseThrow()
                .as(Port.class);
        assertThat(port.addresses()).hasSize(2);
        assertThat(port.mac()).isEqualTo(nic.mac());
    }

    @Test
    void theNextMachineGetsTheNextAddress() {
        String network = world.make("10.20.0.0/24");
        assertThat(ip(world.build(on(network)))).isEqualTo("10.20.0.2");
        assertThat(ip(world.build(on(network)))).isEqualTo("10.20.0.3");
    }

    @Test
    void aProposalCountsAsUsedUntilItIsAbandoned() {
        String network = world.make("10.20.0.0/30");
        Plan.Planned plan = world.planned(on(network));
        assertThat(world.plan(on(network))).isInstanceOfSatisfying(Plan.Refused.class, refused -> {
            assertThat(refused.problem().type()).isEqualTo("subnet-exhausted");
            assertThat(refused.provisional()).isTrue();
        });
        world.index.abandon(plan);
        assertThat(world.planned(on(network)).nics()).extracting(Nic::mac).containsExactly("52:54:00:00:00:00");
    }

    @Test
    void aCommittedProposalCountsAsUsedBeforeTheViewShowsIt() {
        String network = world.make("10.20.0.0/29");
        Plan.Planned plan = world.planned(on(network));
        long zxid = world.tree.must(plan.ops());
        world.index.settled(plan, zxid);
        assertThat(ip(world.planned(on(network)).nics())).isEqualTo("10.20.0.3");
        assertThat(world.index.openProposals()).isEqualTo(2);
        world.view.catchUp();
        assertThat(world.index.openProposals()).isEqualTo(1);
    }

    @Test
    void aCommitOfWhichOnlyTheNodesTellEndsItsProposalWhenTheyAreSeen() {
        String network = world.make("10.20.0.0/29");
        Plan.Planned plan = world.planned(on(network));
        world.tree.must(plan.ops());
        world.index.settled(plan, 0);
        assertThat(world.index.openProposals()).isEqualTo(1);
        world.view.catchUp();
        assertThat(world.index.openProposals()).isZero();
        Plan.Planned next = world.planned(on(network));
        world.tree.must(next.ops());
        world.view.catchUp();
        world.index.settled(next, 0);
        assertThat(world.index.openProposals()).isZero();
    }

    @Test
    void aReleasedAddressIsNotHandedOutBeforeItsQuarantine() {
        String network = world.make("10.20.0.0/30");
        List<Nic> nics = world.build(on(network));
        world.release(nics);
        assertThat(world.refused(on(network)).detail()).contains("cooling 1").contains("next matures at");
        assertThat(world.refused(on(network, "10.20.0.2")).type()).isEqualTo("address-cooling");
        world.pass(299);
        assertThat(world.refused(on(network)).type()).isEqualTo("subnet-exhausted");
        world.pass(1);
        assertThat(ip(world.build(on(network)))).isEqualTo("10.20.0.2");
    }

    @Test
    void theLongestReleasedAddressComesFirstAndAnUntouchedOneBefore() {
        String network = world.make("10.20.0.0/29");
        List<List<Nic>> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(world.build(on(network)));
        }
        world.release(all.get(2));
        world.pass(1);
        world.release(all.get(1));
        world.pass(1000);
        assertThat(ip(world.build(on(network)))).isEqualTo("10.20.0.6");
        assertThat(ip(world.build(on(network)))).isEqualTo(ip(all.get(2)));
        assertThat(ip(world.build(on(network)))).isEqualTo(ip(all.get(1)));
    }

    @Test
    void aRequestedAddressIsHandedOutOrRefusedWithTheReason() {
        String network = world.make("10.20.0.0/24", "fd20::/120");
        assertThat(ip(world.build(on(network, "10.20.0.77")))).isEqualTo("10.20.0.77");
        assertThat(world.refused(on(network, "10.20.0.77"))).satisfies(problem -> {
            assertThat(problem.type()).isEqualTo("address-in-use");
            assertThat(problem.detail()).contains("port").contains("instance");
        });
        assertThat(world.refused(on(network, "10.20.0.1")).detail()).contains("gateway");
        assertThat(world.refused(on(network, "10.20.0.0")).detail()).contains("network's own");
        assertThat(world.refused(on(network, "10.20.0.255")).detail()).contains("broadcast");
        assertThat(world.refused(on(network, "fd20::")).detail()).contains("anycast");
        assertThat(world.refused(on(network, "10.21.0.1")).type()).isEqualTo("address-outside");
        assertThat(world.refused(on(network, "nonsense")).type()).isEqualTo("address-malformed");
        assertThat(world.refused(on("nowhere")).type()).isEqualTo("network-not-found");
    }

    @Test
    void whatOneInterfaceAsksForIsNotTakenByAnotherOfTheSameMachine() {
        String network = world.make(Network.Family.ANY, "10.20.0.0/24");
        Plan.Planned plan = world.planned(on(network), withMac(network, "52:54:00:00:00:00"), on(network, "10.20.0.2"));
        assertThat(plan.nics()).extracting(Nic::mac).doesNotHaveDuplicates();
        assertThat(plan.nics().get(1).mac()).isEqualTo("52:54:00:00:00:00");
        assertThat(plan.nics().get(2).addresses().get(0).ip()).isEqualTo("10.20.0.2");
        world.commit(plan);
    }

    @Test
    void aRequestedMacIsClaimedWhereverItLies() {
        String one = world.make("10.20.0.0/24");
        String other = world.make("10.21.0.0/24");
        for (String mac : List.of("52:54:00:00:00:07", "02:00:00:00:00:07")) {
            List<Nic> nics = world.build(withMac(one, mac));
            assertThat(world.refused(withMac(other, mac)).type()).isEqualTo("mac-in-use");
            world.release(nics);
            assertThat(world.refused(withMac(other, mac)).type()).isEqualTo("mac-cooling");
            world.pass(300);
            world.build(withMac(other, mac));
        }
    }

    @Test
    void aPortBeyondItsPoolIsOnlyForWhoAsks() {
        SubnetRequest pooled = new SubnetRequest(
                Optional.empty(),
                "10.20.0.0/24",
                Optional.empty(),
                List.of(new Subnet.Pool("10.20.0.10", "10.20.0.11")),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(0),
                List.of());
        String network = world.make(NetWorld.network("pooled", Network.Family.BOTH, pooled));
        assertThat(ip(world.build(on(network)))).isEqualTo("10.20.0.10");
        assertThat(ip(world.build(on(network, "10.20.0.200")))).isEqualTo("10.20.0.200");
        List<Nic> last = world.build(on(network));
        assertThat(world.refused(on(network)).detail())
                .contains("10.20.0.10-10.20.0.11: size 2, used 2, excluded 0, cooling 0");
        world.release(last);
        assertThat(ip(world.build(on(network)))).isEqualTo("10.20.0.11");
        assertThat(world.index.usage(network)).singleElement().satisfies(usage -> {
            assertThat(usage.used()).isEqualTo(3);
            assertThat(usage.usedOutsidePools()).isEqualTo(1);
            assertThat(usage.free()).isZero();
        });
    }

    @Test
    void familiesAreGivenAsTheNetworkSays() {
        String any = world.make(Network.Family.ANY, "10.1.0.0/30", "fd01::/64");
        assertThat(ip(world.build(on(any)))).isEqualTo("10.1.0.2");
        assertThat(ip(world.build(on(any)))).startsWith("fd01:");
        String both = world.make(Network.Family.BOTH, "10.2.0.0/30", "fd02::/64");
        assertThat(world.build(on(both)).get(0).addresses()).hasSize(2);
        assertThat(world.build(on(both)).get(0).addresses()).hasSize(1);
        String required = world.make(Network.Family.BOTH_REQUIRED, "10.3.0.0/30", "fd03::/64");
        assertThat(world.build(on(required, "fd03::77")).get(0).addresses()).hasSize(2);
        assertThat(world.refused(on(required)).type()).isEqualTo("subnet-exhausted");
        String lacking = world.make(Network.Family.BOTH_REQUIRED, "10.4.0.0/30");
        assertThat(world.refused(on(lacking)).type()).isEqualTo("family-missing");
    }

    @Test
    void aNetworkWithoutSubnetsGivesPortsWithoutAddresses() {
        String network = world.make();
        assertThat(world.build(on(network)).get(0).addresses()).isEmpty();
    }

    @Test
    void anInterfaceFromItsMacGivesWayWhereThatAddressIsTaken() {
        String network = world.make("fd20::/64");
        world.build(on(network, "fd20::5054:ff:fe00:1"));
        assertThat(ip(world.build(on(network)))).startsWith("fd20::").isNotEqualTo("fd20::5054:ff:fe00:1");
    }

    @Test
    void aDoubledReleaseFreesNothing() {
        String network = world.make("10.20.0.0/29");
        List<Nic> nics = world.build(on(network));
        List<Op> release = world.index.release(nics, world.work());
        assertThat(release).hasSize(3);
        world.commit(release);
        assertThat(world.tree.commit(release)).isInstanceOf(Commit.Refused.class);
        assertThat(world.index.release(nics, world.work())).isEmpty();
        world.pass(1000);
        List<Nic> next = world.build(on(network, ip(nics)));
        assertThat(world.index.release(nics, world.work())).isEmpty();
        assertThat(world.index.release(next, world.work())).hasSize(3);
    }

    @Test
    void aReleaseRightAfterTheCommitNeedsNoView() {
        String network = world.make("10.20.0.0/29");
        Plan.Planned plan = world.planned(on(network));
        long zxid = world.tree.must(plan.ops());
        world.index.settled(plan, zxid);
        world.tree.must(world.index.release(plan.nics(), world.work()));
        world.view.catchUpAfterGap();
        assertThat(world.index.usage(network).get(0)).satisfies(usage -> {
            assertThat(usage.used()).isZero();
            assertThat(usage.cooling()).isEqualTo(1);
        });
    }

    @Test
    void maturedClaimsAreSweptAndOnlyThose() {
        String network = world.make("10.20.0.0/29");
        List<Nic> one = world.build(on(network));
        List<Nic> other = world.build(on(network));
        world.release(one);
        world.pass(200);
        world.release(other);
        world.pass(100);
        assertThat(world.index.sweep(world.tree.now(), 100, id -> false)).isEmpty();
        List<Op> sweep = world.index.sweep(world.tree.now(), 100, id -> true);
        assertThat(sweep).extracting(Op::path).hasSize(2).anyMatch(path -> path.endsWith("/" + ip(one)));
        world.commit(sweep);
        assertThat(world.index.usage(network).get(0).cooling()).isEqualTo(1);
        world.pass(300);
        assertThat(world.index.sweep(world.tree.now(), 1, id -> true)).hasSize(1);
    }

    @Test
    void anUnreadableClaimCountsAsUsed() {
        String network = world.make("10.20.0.0/30");
        Plan.Planned plan = world.planned(on(network));
        world.index.abandon(plan);
        String path = plan.ops().stream()
                .map(Op::path)
                .filter(one -> one.endsWith("/10.20.0.2"))
                .findFirst()
                .orElseThrow();
        world.commit(List.of(new Op.Create(path, new byte[] {'?'}, false)));
        assertThat(world.refused(on(network)).type()).isEqualTo("subnet-exhausted");
        assertThat(world.refused(on(network, "10.20.0.2")).type()).isEqualTo("address-in-use");
    }

    @Test
    void othersMayUseANetworkOnlyIfItIsShared() {
        String network = world.make("10.20.0.0/24");
        NicsRequest stranger = new NicsRequest(world.work(), "p2", "i", "m", List.of(on(network)));
        assertThat(world.index.plan(stranger, world.tree.now(), Stripe.WHOLE))
                .isInstanceOfSatisfying(
                        Plan.Refused.class,
                        refused -> assertThat(refused.problem().type()).isEqualTo("network-not-found"));
    }

    @Test
    void twoOrcsPreferDifferentAddresses() {
        NetWorld other = new NetWorld(world.tree).striped(1, 2);
        world.striped(0, 2);
        String network = world.make("10.20.0.0/24", "fd20::/64");
        other.view.catchUp();
        for (int i = 0; i < 20; i++) {
            Plan.Planned mine = world.planned(on(network));
            Plan.Planned theirs = other.planned(on(network));
            world.index.settled(mine, world.tree.must(mine.ops()));
            other.index.settled(theirs, world.tree.must(theirs.ops()));
        }
        world.view.catchUp();
        assertThat(world.index.usage(network).get(0).used()).isEqualTo(40);
    }

    @Test
    void eachOrcReachesEveryAddress() {
        world.striped(1, 3);
        String network = world.make("10.20.0.0/28");
        for (int i = 0; i < 13; i++) {
            world.build(on(network));
        }
        assertThat(world.refused(on(network)).type()).isEqualTo("subnet-exhausted");
    }

    @Test
    void claimsStandWhereThePathsSay() {
        String network = world.make("10.20.0.0/24");
        Nic nic = world.build(on(network)).get(0);
        String subnet = nic.addresses().get(0).subnet();
        assertThat(world.tree.node(world.tree.paths.address(network, subnet, "0a140", "10.20.0.2")))
                .map(node -> node.as(Claim.class))
                .hasValueSatisfying(claim -> assertThat(claim.ports()).containsExactly(nic.port()));
    }

    @Test
    void aChangedSubnetKeepsItsClaims() {
        String network = world.make("10.20.0.0/29");
        world.build(on(network));
        Plan.Planned open = world.planned(on(network));
        String path = world.tree.below(world.tree.paths.subnets(network)).get(0).path();
        Subnet subnet = world.tree.node(path).orElseThrow().as(Subnet.class);
        world.commit(List.of(Op.set(path, subnet, 0)));
        assertThat(world.index.usage(network).get(0).used()).isEqualTo(2);
        world.index.abandon(open);
        assertThat(world.index.usage(network).get(0).used()).isEqualTo(1);
    }

    @Test
    void aPlanWhoseNodesWentAgainUnseenEndsWhenTheViewHasCaughtUp() {
        String network = world.make("10.20.0.0/29");
        NetWorld other = new NetWorld(world.tree);
        Plan.Planned plan = world.planned(on(network));
        world.tree.must(plan.ops());
        other.view.catchUp();
        other.release(plan.nics());
        world.index.settled(plan, 0);
        long mark = world.index.mark();
        world.view.catchUpAfterGap();
        assertThat(world.index.openProposals()).isEqualTo(1);
        world.index.caughtUp(mark);
        assertThat(world.index.openProposals()).isZero();
    }
}
