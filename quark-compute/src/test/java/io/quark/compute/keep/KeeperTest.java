package io.quark.compute.keep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quark.common.id.Ids;
import io.quark.common.model.Applied;
import io.quark.common.model.Applied.AppliedPolicy;
import io.quark.common.model.Applied.State;
import io.quark.common.model.Machine;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.Nic;
import io.quark.common.model.Segment;
import io.quark.common.model.TrafficLimits;
import io.quark.common.model.TrafficLimits.Rate;
import io.quark.common.testing.FakeTree;
import io.quark.common.testing.FakeTreeSession;
import io.quark.common.ticket.LookingKey;
import io.quark.common.tree.LiveTreeView;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.compute.follow.Following;
import io.quark.compute.hypervisor.MachineFiles;
import io.quark.compute.nic.Regulation;
import io.quark.compute.sim.SimHost;
import io.quark.compute.sim.SimHypervisor;
import io.quark.compute.sim.SimWorld;
import io.quark.compute.step.Loop;
import io.quark.compute.testing.Machines;
import io.quark.compute.testing.NetTree;
import io.quark.compute.tree.Tree;
import io.quark.net.host.Endpoint;
import io.quark.net.host.Filter;
import io.quark.net.host.Forward;
import io.quark.net.host.Plugin;
import io.quark.net.host.RecordingDriver;
import io.quark.net.host.RecordingDriver.Call;
import io.quark.net.host.RecordingDriver.What;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The keeper of one host in a tree in memory, with a driver that records. */
class KeeperTest {

    private static final String HOST = Machines.COMPUTE;

    private final FakeTree tree = new FakeTree();
    private final Paths paths = tree.layOut("/quark");
    private final FakeTreeSession session = tree.session();
    private final NetTree net = new NetTree(paths, tree::commit);
    private final Set<Call> failing = ConcurrentHashMap.newKeySet();
    private final RecordingDriver driver = new RecordingDriver(failing::contains);
    private final Plugin plugin = new Plugin(Map.of(RecordingDriver.NAME, driver), Optional.of(RecordingDriver.NAME));
    private final Loop loop = new Loop("keeper-under-test");
    private final LiveTreeView view = LiveTreeView.open("keeper", session, List.of(paths.compute(HOST)));
    private SimWorld world;
    private SimHost host;
    private SimHypervisor hypervisor;
    private Keeper keeper;

    @BeforeEach
    void prepare() throws Exception {
        tree.commit(Op.createEmpty(paths.compute(HOST)));
        world = SimWorld.open(SimWorld.Settings.IDEAL);
        host = world.host(HOST);
        hypervisor = new SimHypervisor(host, new SimHypervisor.Size(1_000, 8), HOST, Machines.TREE);
        plugin.restore(List.of());
        keeper = keeper();
        keeper.catchUp().join();
    }

    @AfterEach
    void close() {
        loop.close();
        view.close();
        session.close();
        world.close();
    }

    private Keeper keeper() {
        return new Keeper(
                loop,
                Clock.systemUTC(),
                new Tree(
                        loop, paths, session, view, session::commit, new LookingKey(session, paths, Clock.systemUTC())),
                HOST,
                new Following(session, loop, Following.LINGER),
                new Regulation(plugin, Runnable::run),
                hypervisor,
                KeeperMetrics.NONE);
    }

    @Test
    void machineRunsOnlyUnderItsLimits() {
        String policy = net.policy(1_000);
        Nic nic = flat(1, Optional.of(policy));

        started(nic);

        assertThat(limits(nic)).isEqualTo(egress(1_000));
        awaitPolicy(policy, 1, State.APPLIED);
        assertThat(policy(policy).ports()).isEqualTo(1);
        assertThat(policy(policy).effective()).isEqualTo(egress(1_000));
    }

    @Test
    void machineWithoutAPolicyIsNotTouched() {
        started(flat(1, Optional.empty()));

        assertThat(driver.calls()).extracting(Call::what).doesNotContain(What.LIMIT, What.UPDATE, What.FORWARD);
    }

    @Test
    void changedRulesReachAPortThatIsThere() {
        String policy = net.policy(1_000);
        Nic nic = flat(1, Optional.of(policy));
        started(nic);

        net.change(policy, 2, NetTree.limit(500));

        awaitPolicy(policy, 2, State.APPLIED);
        assertThat(limits(nic)).isEqualTo(egress(500));
    }

    @Test
    void policyOfTheNetworkHoldsWhereThePortHasNoneOfItsOwn() {
        String network = net.network(Optional.empty());
        String own = net.policy(300);
        Nic without = NetTree.nic(1, network, Segment.FLAT, Optional.empty());
        Nic with = NetTree.nic(2, network, Segment.FLAT, Optional.of(own));
        started(without);
        started(with);
        String policy = net.policy(700);

        net.bind(network, Optional.of(policy));

        awaitPolicy(policy, 1, State.APPLIED);
        assertThat(limits(without)).isEqualTo(egress(700));
        assertThat(limits(with)).isEqualTo(egress(300));
        assertThat(applied().networks().get(network).version()).isEqualTo(1);

        net.bind(network, Optional.empty());

        await().until(() -> !applied().policies().containsKey(policy));
        assertThat(limits(without)).isEqualTo(TrafficLimits.NONE);
        assertThat(applied().networks().get(network).version()).isEqualTo(2);
    }

    @Test
    void portThatFailsIsToldAndTriedAgainAndKeepsNoOther() {
        String policy = net.policy(1_000);
        Nic bad = flat(1, Optional.of(policy));
        Nic good = flat(2, Optional.of(policy));
        started(bad);
        started(good);
        failing.add(new Call(What.LIMIT, bad.port()));

        net.change(policy, 2, NetTree.limit(500));

        awaitPolicy(policy, 2, State.FAILED);
        await().until(() -> limits(good).equals(egress(500)));
        assertThat(policy(policy).failures())
                .extracting(Applied.PortFailure::port)
                .containsExactly(bad.port());
        assertThat(policy(policy).nextAttempt()).isPresent();

        failing.clear();

        awaitPolicy(policy, 2, State.APPLIED);
        assertThat(limits(bad)).isEqualTo(egress(500));
    }

    @Test
    void limitsThatCannotBeHadFailTheStepOfANewMachine() {
        Nic nic = flat(1, Optional.of(net.policy(1_000)));
        failing.add(new Call(What.LIMIT, nic.port()));

        assertThatThrownBy(() -> started(nic)).hasMessageContaining("was told to fail");
    }

    @Test
    void whatSomebodyElseChangesIsShownAndRepaired() {
        String policy = net.policy(1_000);
        Nic nic = flat(1, Optional.of(policy));
        started(nic);
        awaitPolicy(policy, 1, State.APPLIED);
        failing.add(new Call(What.LIMIT, nic.port()));
        driver.detach(Endpoint.of(nic));

        keeper.recheckEvery(Duration.ofMillis(50));

        await().until(() -> policy(policy).state() != State.APPLIED);
        failing.clear();
        awaitPolicy(policy, 1, State.APPLIED);
        assertThat(limits(nic)).isEqualTo(egress(1_000));
    }

    @Test
    void machineThatStartsAgainGetsItsLimitsAgain() {
        String policy = net.policy(1_000);
        Nic nic = flat(1, Optional.of(policy));
        String instance = started(nic);
        AutoCloseable unused = hypervisor.onChange(changed -> loop.execute(() -> keeper.lookAt(changed)));
        host.happen(instance, MachineStatus.STOPPED);
        driver.limit(Endpoint.of(nic), TrafficLimits.NONE);
        net.change(policy, 2, NetTree.limit(500));
        awaitPolicy(policy, 2, State.APPLIED);
        assertThat(limits(nic)).as("there is no device").isEqualTo(TrafficLimits.NONE);

        host.happen(instance, MachineStatus.RUNNING);

        await().until(() -> limits(nic).equals(egress(500)));
        assertThat(unused).isNotNull();
    }

    @Test
    void forwardingEntriesAreThoseOfThePortsOnOtherHosts() {
        String network = net.network(NetTree.VXLAN, Optional.empty());
        net.place(network, Ids.fresh(), "c2", "192.0.2.2", "52:54:00:00:00:02");
        net.place(network, Ids.fresh(), HOST, "192.0.2.1", "52:54:00:00:00:01");
        started(NetTree.nic(1, network, NetTree.VXLAN, Optional.empty()));
        Forward second = new Forward("52:54:00:00:00:02", "192.0.2.2");
        assertThat(driver.entries(network)).containsExactly(second);

        String third = Ids.fresh();
        net.place(network, third, "c3", "192.0.2.3", "52:54:00:00:00:03");
        await().until(() ->
                driver.entries(network).equals(Set.of(second, new Forward("52:54:00:00:00:03", "192.0.2.3"))));
        net.unplace(network, third);
        await().until(() -> driver.entries(network).equals(Set.of(second)));
    }

    @Test
    void portIsWiredWithWhatItsGroupsLetThroughAndFollowsTheirMembers() {
        String web = net.group(Optional.empty());
        String db = net.group(Optional.of(web));
        String network = net.network(Optional.empty());
        net.join(web, network, "10.20.0.9");
        net.join(web, Ids.fresh(), "10.99.0.1");
        Nic nic = NetTree.nic(1, network, Segment.FLAT, Optional.empty(), db);

        started(nic);

        assertThat(remotes(nic)).containsExactly("10.20.0.9/32");
        assertThat(driver.calls()).extracting(Call::what).doesNotContain(What.UPDATE);
        net.join(web, network, "fd20::9");
        await().until(() -> remotes(nic).equals(List.of("10.20.0.9/32", "fd20::9/128")));
    }

    @Test
    void hostThatWasAwayIsBroughtToTheLatestRevision() {
        String policy = net.policy(1_000);
        Nic nic = flat(1, Optional.of(policy));
        String instance = started(nic);
        awaitPolicy(policy, 1, State.APPLIED);
        Keeper next = keeper();
        net.change(policy, 9, NetTree.limit(200));

        next.restore(Map.of(instance, List.of(nic))).join();
        next.restored();
        assertThat(next.catchUp().join()).isTrue();

        assertThat(limits(nic)).isEqualTo(egress(200));
        assertThat(policy(policy).revision()).isEqualTo(9);
        assertThat(policy(policy).state()).isEqualTo(State.APPLIED);
    }

    @Test
    void restartFindsWhatIsInForceAndDoesNotPutItThereAgain() {
        String policy = net.policy(1_000);
        Nic nic = flat(1, Optional.of(policy));
        String instance = started(nic);
        awaitPolicy(policy, 1, State.APPLIED);
        Applied before = applied();
        long calls = driver.calls().size();
        Keeper next = keeper();

        next.restore(Map.of(instance, List.of(nic))).join();
        next.restored();
        next.catchUp().join();

        assertThat(driver.calls()).hasSize((int) calls);
        assertThat(applied()).isEqualTo(before);
    }

    @Test
    void policyAndNetworkGoFromTheRecordWhenTheLastPortIsUnwired() {
        String policy = net.policy(1_000);
        Nic nic = flat(1, Optional.of(policy));
        String instance = started(nic);
        awaitPolicy(policy, 1, State.APPLIED);

        keeper.forget(instance);

        await().until(() -> applied().equals(Applied.NOTHING));
    }

    @Test
    void whatChangedWhileTheConnectionWasLostIsSeen() {
        String policy = net.policy(1_000);
        Nic nic = flat(1, Optional.of(policy));
        started(nic);
        awaitPolicy(policy, 1, State.APPLIED);

        session.suspend();
        net.change(policy, 2, NetTree.limit(500));
        session.resume();
        awaitPolicy(policy, 2, State.APPLIED);
        session.expire();
        net.change(policy, 3, NetTree.limit(400));

        awaitPolicy(policy, 3, State.APPLIED);
        assertThat(limits(nic)).isEqualTo(egress(400));
    }

    /** Does what a build does, and tells its instance. */
    private String started(Nic... nics) {
        Machine machine = Machines.machine(Ids.fresh(), 0, List.of(Machines.kernel()), Arrays.asList(nics));
        String instance = machine.instance();
        Map<String, Filter> filters = keeper.prepare(instance, machine.nics()).join();
        machine.nics().forEach(nic -> plugin.attach(nic, Optional.ofNullable(filters.get(nic.port()))));
        keeper.wired(instance);
        hypervisor
                .define(Machines.owner(machine, Ids.fresh()), machine, MachineFiles.NONE, List.of())
                .join();
        hypervisor.start(instance).join();
        keeper.enforce(instance).join();
        hypervisor.resume(instance).join();
        return instance;
    }

    private Nic flat(int number, Optional<String> policy) {
        return NetTree.nic(number, net.network(Optional.empty()), Segment.FLAT, policy);
    }

    private TrafficLimits limits(Nic nic) {
        return driver.limits(Endpoint.of(nic));
    }

    private List<String> remotes(Nic nic) {
        return driver.endpoints().stream()
                .filter(endpoint -> endpoint.port().equals(nic.port()))
                .flatMap(endpoint -> endpoint.filter().orElseThrow().rules().stream())
                .flatMap(rule -> rule.remotes().orElseThrow().stream())
                .toList();
    }

    private static TrafficLimits egress(long kbps) {
        return new TrafficLimits(Optional.of(new Rate(kbps, 1_000)), Optional.empty(), Optional.empty());
    }

    private Applied applied() {
        return tree.node(paths.applied(HOST))
                .map(node -> node.as(Applied.class))
                .orElse(Applied.NOTHING);
    }

    private AppliedPolicy policy(String id) {
        return applied().policies().get(id);
    }

    private void awaitPolicy(String id, int revision, State state) {
        await().untilAsserted(() -> assertThat(policy(id)).isNotNull().satisfies(policy -> {
            assertThat(policy.revision()).isEqualTo(revision);
            assertThat(policy.state()).isEqualTo(state);
        }));
    }
}
