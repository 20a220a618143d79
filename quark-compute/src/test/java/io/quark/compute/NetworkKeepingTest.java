package io.quark.compute;

import static io.quark.compute.ComputeFixture.HOST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quark.common.id.Ids;
import io.quark.common.model.Applied;
import io.quark.common.model.Applied.AppliedPolicy;
import io.quark.common.model.Applied.State;
import io.quark.common.model.ComputeSelf;
import io.quark.common.model.Machine;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.Nic;
import io.quark.common.model.Segment;
import io.quark.common.model.Task;
import io.quark.common.model.TaskEnd;
import io.quark.common.testing.ZooKeeperFixture;
import io.quark.common.tree.Commit;
import io.quark.common.tree.Node;
import io.quark.compute.testing.Machines;
import io.quark.compute.testing.NetTree;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a whole compute does about policies that change while it runs, builds, updates, or is away. */
class NetworkKeepingTest {

    @RegisterExtension
    static final ZooKeeperFixture zooKeeper = new ZooKeeperFixture();

    @TempDir
    private Path state;

    private ComputeFixture compute;
    private NetTree net;
    private String network;

    @BeforeEach
    void prepare() {
        compute = new ComputeFixture(zooKeeper, state);
        net = new NetTree(
                compute.paths(), ops -> assertThat(compute.commit(ops)).isInstanceOf(Commit.Committed.class));
        network = net.network(Optional.empty());
    }

    @AfterEach
    void close() throws Exception {
        compute.close();
    }

    @Test
    void selfSaysWhatTheHostIsConnectedToAndWhatItsDriverCan() {
        compute.start();

        ComputeSelf.NetworkFacts facts = compute.node(compute.paths().self(HOST))
                .orElseThrow()
                .as(ComputeSelf.class)
                .network();
        assertThat(facts.maxBandwidth()).isEqualTo(1_000_000);
        assertThat(facts.tunnel()).isPresent();
        assertThat(facts.drivers().get("recording")).contains("segment/vxlan", "qos/dscp_marking", "security_groups");
    }

    @Test
    void policyThatIsBoundChangedAndTakenAwayIsFollowed() {
        compute.start();
        built(nic(Optional.empty()));
        await().until(() -> applied().networks().containsKey(network));
        String policy = net.policy(1_000);

        net.bind(network, Optional.of(policy));
        awaitPolicy(policy, 1);
        net.change(policy, 2, NetTree.limit(700));
        awaitPolicy(policy, 2);
        assertThat(applied()
                        .policies()
                        .get(policy)
                        .effective()
                        .egress()
                        .orElseThrow()
                        .kbps())
                .isEqualTo(700);
        net.bind(network, Optional.empty());

        await().until(() -> applied().policies().isEmpty());
        await().until(() -> applied().networks().get(network).version() == 2);
    }

    @Test
    void hostThatWasAwayHasTheLatestRevisionBeforeItIsAlive() throws Exception {
        compute.start();
        String policy = net.policy(1_000);
        built(nic(Optional.of(policy)));
        awaitPolicy(policy, 1);
        compute.kill();
        net.change(policy, 5, NetTree.limit(300));

        compute.start();

        Node alive = compute.node(compute.paths().alive(HOST)).orElseThrow();
        Node applied = compute.node(compute.paths().applied(HOST)).orElseThrow();
        assertThat(applied.as(Applied.class).policies().get(policy).revision()).isEqualTo(5);
        assertThat(applied.as(Applied.class).policies().get(policy).state()).isEqualTo(State.APPLIED);
        assertThat(applied.modifiedZxid()).isLessThan(alive.createdZxid());
    }

    @Test
    void updateOfARunningMachineBindsItsPortToAnotherPolicy() {
        compute.start();
        Nic nic = nic(Optional.empty());
        Machine machine = built(nic);
        String policy = net.policy(400);
        Nic changed = new Nic(
                nic.port(), nic.network(), nic.mac(), nic.addresses(), Optional.of(policy), nic.securityGroups());

        Task update = compute.placeUpdate(Machines.with(machine, changed));

        assertThat(compute.awaitEnd(update).state()).isEqualTo(TaskEnd.State.SUCCEEDED);
        awaitPolicy(policy, 1);
    }

    @Test
    void deletedMachineLeavesNothingInTheRecord() {
        compute.start();
        String policy = net.policy(400);
        Machine machine = built(nic(Optional.of(policy)));
        awaitPolicy(policy, 1);

        compute.awaitEnd(compute.placeDelete(machine.instance()));

        await().until(() -> applied().equals(Applied.NOTHING));
    }

    @Test
    void machineThatStopsAndStartsByItselfIsLimitedAgain() {
        compute.start();
        String policy = net.policy(400);
        Machine machine = built(nic(Optional.of(policy)));
        awaitPolicy(policy, 1);

        compute.host().happen(machine.instance(), MachineStatus.STOPPED);
        await().until(() ->
                applied().policies().get(policy).effective().egress().isEmpty());
        compute.host().happen(machine.instance(), MachineStatus.RUNNING);

        await().until(() ->
                applied().policies().get(policy).effective().egress().isPresent());
    }

    private Nic nic(Optional<String> policy) {
        return NetTree.nic(1, network, Segment.FLAT, policy);
    }

    private Machine built(Nic... nics) {
        Machine machine = Machines.machine(Ids.fresh(), 0, List.of(Machines.kernel()), List.of(nics));
        assertThat(compute.awaitEnd(compute.placeBuild(machine, 1)).state()).isEqualTo(TaskEnd.State.SUCCEEDED);
        return machine;
    }

    private Applied applied() {
        return compute.node(compute.paths().applied(HOST))
                .map(node -> node.as(Applied.class))
                .orElse(Applied.NOTHING);
    }

    private void awaitPolicy(String policy, int revision) {
        await().untilAsserted(() -> {
            AppliedPolicy said = applied().policies().get(policy);
            assertThat(said).isNotNull();
            assertThat(said.revision()).isEqualTo(revision);
            assertThat(said.state()).isEqualTo(State.APPLIED);
        });
    }
}
