package io.quark.net.alloc;

import static io.quark.net.alloc.NetWorld.on;
import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.id.Ids;
import io.quark.common.model.Direction;
import io.quark.common.model.InstanceSpec.NicRequest;
import io.quark.common.model.NetRequest;
import io.quark.common.model.Nic;
import io.quark.common.model.Problem;
import io.quark.common.model.QosRule;
import io.quark.common.model.QosRule.BandwidthLimit;
import io.quark.common.model.QosRule.MinimumBandwidth;
import io.quark.common.tree.Commit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Bandwidth that is promised: what a machine is placed on stays as it was promised. */
class PromiseTest {

    private final NetWorld world = new NetWorld();
    private final NetDrive drive = new NetDrive(world);
    private final QosDrive qos = new QosDrive(drive);
    private final String network = world.make("10.20.0.0/24");

    private static QosRule atLeast(Direction direction, long kbps) {
        return new MinimumBandwidth(Ids.derived("rule", direction.text()), direction, kbps);
    }

    private static void assertHeld(Problem problem, Nic nic) {
        assertThat(problem.type()).isEqualTo("bandwidth-promised");
        assertThat(problem.status()).isEqualTo(409);
        assertThat(problem.detail()).contains(nic.port()).contains("instance");
    }

    @Test
    void aMachineIsPromisedTheGreaterDirectionOnEachInterface() {
        String ofNetwork = qos.policy(atLeast(Direction.EGRESS, 100), atLeast(Direction.INGRESS, 300));
        String own = qos.policy(atLeast(Direction.EGRESS, 50));
        qos.bindNetwork(network, ofNetwork).succeeds();
        String port = qos.port(network, own);
        List<Nic> nics = world.build(on(network), QosDrive.on(network, own), NicRequest.taking(network, port));
        assertThat(world.index.promisedKbps(nics)).isEqualTo(300 + 50 + 50);
    }

    @Test
    void aPlacementPlannedOnAnOlderPromiseFails() {
        String policy = qos.policy(atLeast(Direction.EGRESS, 100));
        qos.bindNetwork(network, policy).succeeds();
        Plan.Planned plan = world.planned(on(network));
        qos.put(policy, atLeast(Direction.EGRESS, 200)).step();
        assertThat(world.tree.commit(plan.ops())).isInstanceOf(Commit.Refused.class);
    }

    @Test
    void aPlacementPlannedBeforeAnythingWasPromisedFails() {
        String policy = qos.policy(new BandwidthLimit(Ids.fresh(), Direction.EGRESS, 10_000, 0));
        Plan.Planned plan = world.planned(QosDrive.on(network, policy));
        qos.put(policy, atLeast(Direction.INGRESS, 200)).step();
        assertThat(world.tree.commit(plan.ops())).isInstanceOf(Commit.Refused.class);
    }

    @Test
    void whatPlacedMachinesArePromisedDoesNotChange() {
        String policy = qos.policy(atLeast(Direction.EGRESS, 100));
        qos.bindNetwork(network, policy).succeeds();
        Nic nic = world.build(on(network)).get(0);
        assertHeld(qos.put(policy, atLeast(Direction.EGRESS, 200)).fails(), nic);
        assertHeld(qos.bindNetwork(network, NetRequest.NONE).fails(), nic);
        qos.put(policy, new BandwidthLimit(Ids.fresh(), Direction.EGRESS, 10_000, 0))
                .step();
        world.release(List.of(nic));
        qos.put(policy, atLeast(Direction.EGRESS, 200)).step();
        assertThat(qos.record(policy).promisedKbps()).isEqualTo(200);
    }

    @Test
    void thePortOfAMachineIsBoundOnlyToWhatPromisesTheSame() {
        String policy = qos.policy(atLeast(Direction.EGRESS, 100));
        String same = qos.policy(atLeast(Direction.INGRESS, 100));
        Nic nic = world.build(QosDrive.on(network, policy)).get(0);
        assertHeld(NetRun.refused(world, nic.port(), QosDrive.updatePort(network, NetRequest.NONE)), nic);
        NetRun.done(world, nic.port(), QosDrive.updatePort(network, same));
        assertThat(world.index.effectivePolicy(new NetTree(world.tree).port(nic.port())))
                .isEqualTo(Optional.of(same));
        assertThat(world.index.portsUnder(same)).hasSize(1);
    }
}
