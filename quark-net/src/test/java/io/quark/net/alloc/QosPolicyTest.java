package io.quark.net.alloc;

import static io.quark.net.alloc.NetWorld.on;
import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.id.Ids;
import io.quark.common.model.Direction;
import io.quark.common.model.NetRequest;
import io.quark.common.model.NetRequest.SyncQosPolicyRules;
import io.quark.common.model.NetRequest.UpdateQosPolicy;
import io.quark.common.model.Network;
import io.quark.common.model.Nic;
import io.quark.common.model.Problem;
import io.quark.common.model.QosPolicy;
import io.quark.common.model.QosRule;
import io.quark.common.model.QosRule.BandwidthLimit;
import io.quark.common.model.QosRule.DscpMarking;
import io.quark.common.model.WorkRequest.CreateNetwork;
import io.quark.common.tree.Commit;
import io.quark.net.alloc.NetStep.Next;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** QoS policies: how they come, change and go, and that what is bound holds them. */
class QosPolicyTest {

    private static final QosRule LIMIT = new BandwidthLimit(Ids.derived("rule", "limit"), Direction.EGRESS, 10_000, 0);
    private static final QosRule MARK = new DscpMarking(Ids.derived("rule", "mark"), 46);

    private final NetWorld world = new NetWorld();
    private final NetDrive drive = new NetDrive(world);
    private final QosDrive qos = new QosDrive(drive);

    @Test
    void aPolicyIsRecordedAtItsFirstRevisionWithItsName() {
        String policy = qos.policy(LIMIT, MARK);
        assertThat(qos.record(policy))
                .returns(1, QosPolicy::revision)
                .returns(QosPolicy.State.ACTIVE, QosPolicy::state)
                .returns(List.of(LIMIT, MARK), QosPolicy::rules);
        Problem problem =
                qos.create(qos.of("p1", qos.record(policy).name(), false)).fails();
        assertThat(problem.type()).isEqualTo("name-taken");
    }

    @Test
    void rulesThatMakeNoSenseAreRefused() {
        QosPolicy twice = qos.of("p1", "twice", false, MARK, new DscpMarking(Ids.fresh(), 8));
        assertThat(qos.create(twice).fails().status()).isEqualTo(422);
        assertThat(world.index.qosPolicy(twice.id())).isEmpty();
    }

    @Test
    void otherRulesAreAnotherRevisionThatHostsAreAwaitedAt() {
        String policy = qos.policy(LIMIT);
        Next next = qos.rules(policy, LIMIT, MARK).step();
        assertThat(next).isInstanceOfSatisfying(Next.AwaitHosts.class, await -> {
            assertThat(await.policy()).isEqualTo(policy);
            assertThat(await.revision()).isEqualTo(2);
        });
        assertThat(qos.record(policy).revision()).isEqualTo(2);
    }

    @Test
    void theSameRulesInAnotherOrderAreTheSameRevision() {
        String policy = qos.policy(LIMIT, MARK);
        assertThat(qos.rules(policy, MARK, LIMIT).step()).isInstanceOf(Next.End.class);
        assertThat(qos.record(policy).revision()).isEqualTo(1);
    }

    @Test
    void anotherNameIsNoOtherRevision() {
        String policy = qos.policy(LIMIT);
        UpdateQosPolicy rename = new UpdateQosPolicy(
                Optional.of("fresh"), Optional.of("why"), Optional.empty(), Optional.empty(), Optional.empty());
        assertThat(drive.unit(policy, rename).step()).isInstanceOf(Next.End.class);
        assertThat(qos.record(policy)).returns("fresh", QosPolicy::name).returns(1, QosPolicy::revision);
    }

    @Test
    void oneRuleIsPutReplacedAndTakenAway() {
        String policy = qos.policy(LIMIT);
        assertThat(qos.put(policy, MARK).step()).isInstanceOf(Next.AwaitHosts.class);
        BandwidthLimit more = new BandwidthLimit(LIMIT.id(), Direction.EGRESS, 20_000, 0);
        qos.put(policy, more).step();
        assertThat(qos.record(policy))
                .returns(List.of(more, MARK), QosPolicy::rules)
                .returns(3, QosPolicy::revision);
        assertThat(qos.put(policy, more).step()).isInstanceOf(Next.End.class);
        qos.remove(policy, LIMIT.id()).step();
        assertThat(qos.record(policy)).returns(List.of(MARK), QosPolicy::rules).returns(4, QosPolicy::revision);
        assertThat(qos.remove(policy, LIMIT.id()).fails().status()).isEqualTo(404);
    }

    @Test
    void syncingNothingOnlyAwaitsTheHosts() {
        String policy = qos.policy(LIMIT);
        SyncQosPolicyRules nothing =
                new SyncQosPolicyRules(Optional.empty(), Optional.empty(), List.of(), Optional.empty());
        NetStep.Act act = drive.unit(policy, nothing).act();
        assertThat(act.ops()).isEmpty();
        assertThat(act.next()).isInstanceOf(Next.AwaitHosts.class);
    }

    @Test
    void aChangeOfWhatIsNoMoreAsItWasIsRefused() {
        String policy = qos.policy(LIMIT);
        int version = world.index.qosPolicy(policy).orElseThrow().version();
        qos.put(policy, MARK).step();
        SyncQosPolicyRules late =
                new SyncQosPolicyRules(Optional.empty(), Optional.of(LIMIT.id()), List.of(), Optional.of(version));
        assertThat(drive.unit(policy, late).fails().status()).isEqualTo(412);
    }

    @Test
    void whatIsBoundHoldsAPolicyAndIsNamed() {
        String policy = qos.policy(LIMIT);
        String network = world.make("10.20.0.0/24");
        String port = qos.port(network, policy);
        assertThat(qos.delete(policy).fails())
                .returns("qos-policy-in-use", Problem::type)
                .returns(409, Problem::status)
                .matches(problem -> problem.detail().contains(port));
        drive.unit("", new NetRequest.DeletePorts(List.of(new NetRequest.PortRef(network, port)), 0))
                .succeeds();
        qos.bindNetwork(network, policy).succeeds();
        assertThat(qos.delete(policy).fails().detail()).contains(network);
        qos.bindNetwork(network, NetRequest.NONE).succeeds();
        assertThat(qos.bindings(policy)).isEmpty();
    }

    @Test
    void aPolicyGoesInTwoStepsTheSecondWhenNoHostCarriesIt() {
        String policy = qos.policy(LIMIT);
        String name = qos.record(policy).name();
        NetRun delete = NetRun.of(world, policy, new NetRequest.DeleteQosPolicy());
        NetStep mark = delete.step();
        assertThat(((NetStep.Act) mark).next()).isEqualTo(new Next.More("hosts"));
        assertThat(qos.record(policy).state()).isEqualTo(QosPolicy.State.DELETING);
        String network = world.make("10.20.0.0/24");
        assertThat(qos.bindNetwork(network, policy).fails().type()).isEqualTo("qos-policy-deleting");
        assertThat(qos.create(qos.of("p1", name, false)).fails().type()).isEqualTo("name-taken");
        assertThat(((NetStep.Act) delete.step()).ops())
                .as("hosts carry it still")
                .isEmpty();
        delete.hosts(NetWork.Hosts.APPLIED).finish();
        assertThat(world.tree.below(world.tree.paths.qosPolicies())).isEmpty();
        qos.create(qos.of("p1", name, false)).succeeds();
    }

    @Test
    void aBindingThatComesBeforeTheMarkIsSeenKeepsThePolicy() {
        String policy = qos.policy(LIMIT);
        String network = world.make("10.20.0.0/24");
        NetDrive other = new NetDrive(new NetWorld(world.tree));
        NetDrive.Unit bind = new QosDrive(other).bindNetwork(network, policy);
        NetStep.Act binding = bind.act();
        NetRun delete = NetRun.of(world, policy, new NetRequest.DeleteQosPolicy());
        delete.step();
        NetStep remove = delete.hosts(NetWork.Hosts.APPLIED).ask();
        assertThat(bind.commit(binding)).isInstanceOf(Commit.Committed.class);
        assertThat(world.tree.commit(((NetStep.Act) remove).ops())).isInstanceOf(Commit.Refused.class);
        world.index.abandon(((NetStep.Act) remove).proposal());
        world.view.catchUp();
        assertThat(delete.fail().type()).isEqualTo("qos-policy-in-use");
        assertThat(qos.record(policy).state()).isEqualTo(QosPolicy.State.ACTIVE);
    }

    @Test
    void aPolicyOfAnotherProjectIsSharedOrNotThere() {
        QosPolicy theirs = qos.of("p2", "theirs", false, LIMIT);
        qos.create(theirs).succeeds();
        String network = world.make("10.20.0.0/24");
        assertThat(qos.bindNetwork(network, theirs.id()).fails().type()).isEqualTo("qos-policy-not-found");
        qos.share(theirs.id(), true).succeeds();
        qos.bindNetwork(network, theirs.id()).succeeds();
        assertThat(qos.share(theirs.id(), false).fails())
                .returns("qos-policy-shared", Problem::type)
                .matches(problem -> problem.detail().contains(network));
        qos.bindNetwork(network, NetRequest.NONE).succeeds();
        qos.share(theirs.id(), false).succeeds();
        assertThat(qos.record(theirs.id()).shared()).isFalse();
    }

    @Test
    void aBindingOfAnotherProjectThatComesFirstKeepsThePolicyShared() {
        QosPolicy theirs = qos.of("p2", "theirs", true, LIMIT);
        qos.create(theirs).succeeds();
        String network = world.make("10.20.0.0/24");
        QosDrive other = new QosDrive(new NetDrive(new NetWorld(world.tree)));
        NetDrive.Unit late = other.bindNetwork(world.make("10.21.0.0/24"), theirs.id());
        NetDrive.Unit alone = qos.share(theirs.id(), false);
        NetStep.Act first = alone.act();
        other.bindNetwork(network, theirs.id()).succeeds();
        assertThat(alone.commit(first)).isInstanceOf(Commit.Committed.class);
        assertThat(late.commit(late.act())).as("planned while it was shared").isInstanceOf(Commit.Refused.class);
        world.view.catchUp();
        assertThat(alone.fails().detail()).contains(network);
        assertThat(qos.record(theirs.id()).shared()).isTrue();
    }

    @Test
    void aPortIsMadeUnderAPolicyAndItsBindingGoesWithIt() {
        String policy = qos.policy(LIMIT);
        String network = world.make("10.20.0.0/24");
        String port = qos.port(network, policy);
        assertThat(qos.bindings(policy)).containsExactly(port);
        List<Nic> nics = world.build(QosDrive.on(network, policy));
        assertThat(nics.get(0).qosPolicy()).contains(policy);
        assertThat(qos.bindings(policy))
                .containsExactlyInAnyOrder(port, nics.get(0).port());
        world.release(nics);
        assertThat(qos.bindings(policy)).containsExactly(port);
        drive.unit("", new NetRequest.DeletePorts(List.of(new NetRequest.PortRef(network, port)), 0))
                .succeeds();
        assertThat(qos.bindings(policy)).isEmpty();
    }

    @Test
    void aNetworkIsMadeUnderAPolicyAndItsBindingGoesWithIt() {
        String policy = qos.policy(LIMIT);
        CreateNetwork plain = NetWorld.network("n", Network.Family.ANY);
        CreateNetwork create = new CreateNetwork(plain.network().withQosPolicy(Optional.of(policy), ""), List.of());
        drive.create(create).succeeds();
        assertThat(qos.bindings(policy)).containsExactly(create.network().id());
        drive.delete(create.network().id()).succeeds();
        assertThat(qos.bindings(policy)).isEmpty();
    }

    @Test
    void aBatchThatFailsLeavesNoBinding() {
        String policy = qos.policy(LIMIT);
        String network = world.make("10.20.0.0/25");
        List<NetRequest.PortSpec> specs = Collections.nCopies(150, QosDrive.spec(network, policy));
        drive.unit("", new NetRequest.CreatePorts(specs, 0)).fails();
        assertThat(qos.bindings(policy)).isEmpty();
        assertThat(new NetTree(world.tree).ports).isEmpty();
    }

    @Test
    void theHostOfAMachineIsToldOfItsPortsPolicy() {
        String policy = qos.policy(LIMIT);
        String network = world.make("10.20.0.0/24");
        Nic nic = world.build(on(network)).get(0);
        NetRun update = NetRun.of(world, nic.port(), QosDrive.updatePort(network, policy))
                .tell();
        assertThat(update.told)
                .singleElement()
                .satisfies(told -> assertThat(told.nic().qosPolicy()).contains(policy));
        assertThat(update.jobs).containsExactly(new NetStep.HostsJob(policy));
        update.finish();
        assertThat(qos.bindings(policy)).containsExactly(nic.port());
        NetRun.of(world, nic.port(), QosDrive.updatePort(network, NetRequest.NONE))
                .finish();
        assertThat(qos.bindings(policy)).isEmpty();
    }

    @Test
    void aNetworkWithMachinesAsksForTheJobAndOneWithoutDoesNot() {
        String policy = qos.policy(LIMIT);
        String network = world.make("10.20.0.0/24");
        NetStep.Act early = qos.bindNetwork(network, policy).act();
        assertThat(early.job()).isEmpty();
        world.index.abandon(early.proposal());
        world.build(on(network));
        NetRun bind = NetRun.of(world, network, QosDrive.updateNetwork(policy));
        bind.finish();
        assertThat(bind.jobs).containsExactly(new NetStep.HostsJob(policy));
    }

    @Test
    void aBurstBelowAFrameIsRefusedWhereItWouldBeBound() {
        QosRule tiny = new BandwidthLimit(Ids.fresh(), Direction.EGRESS, 10_000, 16);
        String policy = qos.policy(tiny);
        CreateNetwork plain = NetWorld.network("jumbo", Network.Family.ANY);
        drive.create(plain).succeeds();
        drive.unit(plain.network().id(), QosDrive.mtu(9000)).succeeds();
        assertThat(qos.bindNetwork(plain.network().id(), policy).fails().type()).isEqualTo("qos-policy-unfit");
    }
}
