package io.quark.orc.qos;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.id.Ids;
import io.quark.common.model.Alive;
import io.quark.common.model.Applied;
import io.quark.common.model.Applied.AppliedNetwork;
import io.quark.common.model.Applied.AppliedPolicy;
import io.quark.common.model.QosPolicy;
import io.quark.common.model.QosPolicy.Binding;
import io.quark.common.model.TrafficLimits;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeView.Change;
import io.quark.net.qos.HostReport;
import io.quark.net.qos.QosConvergence;
import io.quark.net.qos.QosStatus;
import io.quark.orc.cluster.HostSign;
import io.quark.orc.cluster.Records;
import io.quark.orc.cluster.TreeChanges;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class QosIndexTest {

    private static final Paths PATHS = new Paths("/quark", 16);
    private static final String GOLD = Ids.derived("gold");
    private static final String SILVER = Ids.derived("silver");
    private static final String NET = Ids.derived("net");

    private final TreeChanges tree = new TreeChanges();
    private final Map<String, HostSign> signs = new HashMap<>();
    private final List<String> told = new ArrayList<>();
    private final QosIndex index = new QosIndex(PATHS, new Records(() -> {}), this::sign);

    @Test
    void aChangeOfWhatAHostHasAppliedMovesThePoliciesThatItConcerns() {
        apply(tree.put(PATHS.qosPolicy(GOLD), policy(GOLD, 1)));
        apply(tree.put(PATHS.qosPolicy(SILVER), policy(SILVER, 1)));
        index.takeMoved();

        apply(tree.put(PATHS.applied("a"), carries(GOLD, 1)));

        assertThat(index.takeMoved()).containsExactly(GOLD);
        assertThat(index.takeMoved()).isEmpty();
        apply(tree.put(PATHS.alive("a"), new Alive("b", "m", 1, TreeChanges.NOW)));
        assertThat(index.takeMoved()).containsExactly(GOLD);
    }

    @Test
    void aNetworkThatIsBoundMovesItsPolicyForEveryHostThatCarriesIt() {
        apply(tree.put(PATHS.network(NET), Map.of("any", 1)));
        apply(tree.put(PATHS.applied("a"), follows(NET, 0)));
        apply(tree.put(PATHS.qosPolicy(GOLD), policy(GOLD, 1)));
        assertThat(index.status(GOLD, 1).state()).isEqualTo(QosStatus.State.UNUSED);

        apply(tree.put(PATHS.network(NET), Map.of("any", 2)));
        apply(tree.put(PATHS.qosBinding(GOLD, NET), new Binding(Binding.NETWORK, NET)));

        assertThat(index.status(GOLD, 1).hosts())
                .extracting(QosStatus.Host::compute)
                .containsExactly("a");

        apply(tree.put(PATHS.applied("a"), follows(NET, 1)));
        assertThat(index.takeMoved()).contains(GOLD);
        assertThat(index.status(GOLD, 1).state()).isEqualTo(QosStatus.State.PENDING);
    }

    @Test
    void theRecordOfAPolicyIsToldAsItComesChangesAndGoes() {
        apply(tree.put(PATHS.qosPolicy(GOLD), policy(GOLD, 1)));
        apply(tree.put(PATHS.qosPolicy(GOLD), policy(GOLD, 2)));
        apply(tree.put(PATHS.applied("a"), carries(GOLD, 2)));
        apply(tree.remove(PATHS.qosPolicy(GOLD)));

        assertThat(told).containsExactly("0-1", "1-2", "2-0");
        assertThat(index.record(GOLD)).isEmpty();
        assertThat(index.status(GOLD, 0).hosts()).hasSize(1);
    }

    @Test
    void whatCannotBeReadCountsAsNothing() {
        apply(tree.put(PATHS.applied("a"), carries(GOLD, 1)));
        apply(tree.put(PATHS.applied("a"), "{".getBytes(java.nio.charset.StandardCharsets.UTF_8)));

        assertThat(index.status(GOLD, 1).hosts()).isEmpty();
        apply(tree.empty(PATHS.applied("a")));
        assertThat(index.status(GOLD, 1).hosts()).isEmpty();
    }

    /** Through any history it says what a look at all hosts would say. */
    @Property(tries = 200)
    void agreesWithALookAtAllHosts(@ForAll long seed) {
        QosIndexTest world = new QosIndexTest();
        Random random = new Random(seed);
        Map<String, Integer> versions = new HashMap<>();
        Map<String, Applied> hosts = new HashMap<>();
        Map<String, String> bound = new HashMap<>();
        for (int step = 0; step < 80; step++) {
            String host = "h" + random.nextInt(5);
            String network = Ids.derived("net" + random.nextInt(4));
            String policy = random.nextBoolean() ? GOLD : SILVER;
            switch (random.nextInt(5)) {
                case 0 -> {
                    Change change = world.tree.put(PATHS.network(network), Map.of("any", step));
                    versions.put(network, change.after().orElseThrow().version());
                    world.apply(change);
                }
                case 1 -> {
                    Applied applied = random.nextInt(5) == 0 ? Applied.NOTHING : applied(random);
                    hosts.put(host, applied);
                    world.apply(world.tree.put(PATHS.applied(host), applied));
                }
                case 2 -> {
                    if (!bound.containsKey(network)) {
                        bound.put(network, policy);
                        world.apply(world.tree.put(
                                PATHS.qosBinding(policy, network), new Binding(Binding.NETWORK, network)));
                    }
                }
                case 3 -> {
                    String was = bound.remove(network);
                    if (was != null) {
                        world.apply(world.tree.remove(PATHS.qosBinding(was, network)));
                    }
                }
                default ->
                    world.signs.put(
                            host,
                            new HostSign(true, random.nextBoolean() ? Optional.empty() : Optional.of(TreeChanges.NOW)));
            }
            for (String one : List.of(GOLD, SILVER)) {
                assertThat(world.index.status(one, 3)).isEqualTo(scan(world, one, versions, hosts, bound));
            }
        }
    }

    private static QosStatus scan(
            QosIndexTest world,
            String policy,
            Map<String, Integer> versions,
            Map<String, Applied> hosts,
            Map<String, String> bound) {
        Map<String, Integer> mine = new HashMap<>();
        bound.forEach((network, of) -> {
            if (of.equals(policy)) {
                mine.put(network, versions.getOrDefault(network, -1));
            }
        });
        return new QosConvergence(policy, 3, !mine.isEmpty(), mine)
                .of(hosts.entrySet().stream()
                        .map(host -> new HostReport(
                                host.getKey(),
                                world.sign(host.getKey()).alive(),
                                world.sign(host.getKey()).silentSince(),
                                host.getValue()))
                        .toList());
    }

    private static Applied applied(Random random) {
        Map<String, AppliedNetwork> networks = new HashMap<>();
        Map<String, AppliedPolicy> policies = new HashMap<>();
        for (int i = 0; i < 4; i++) {
            if (random.nextBoolean()) {
                networks.putAll(
                        follows(Ids.derived("net" + i), random.nextInt(4)).networks());
            }
        }
        for (String policy : List.of(GOLD, SILVER)) {
            if (random.nextBoolean()) {
                policies.putAll(carries(policy, 1 + random.nextInt(4)).policies());
            }
        }
        return new Applied(networks, policies);
    }

    private HostSign sign(String host) {
        return signs.getOrDefault(host, new HostSign(true, Optional.empty()));
    }

    private void apply(Change change) {
        index.apply(change, (id, before, after) -> told.add(revision(before) + "-" + revision(after)));
    }

    private static int revision(Optional<QosPolicy> policy) {
        return policy.map(QosPolicy::revision).orElse(0);
    }

    private static QosPolicy policy(String id, int revision) {
        return new QosPolicy(
                id, "p", "acme", "", false, List.of(), revision, QosPolicy.State.ACTIVE, TreeChanges.NOW, "w");
    }

    private static Applied follows(String network, int version) {
        return new Applied(
                Map.of(network, new AppliedNetwork(version, Applied.State.APPLIED, Optional.empty(), TreeChanges.NOW)),
                Map.of());
    }

    private static Applied carries(String policy, int revision) {
        return new Applied(
                Map.of(),
                Map.of(
                        policy,
                        new AppliedPolicy(
                                revision,
                                Applied.State.APPLIED,
                                1,
                                TrafficLimits.NONE,
                                Optional.empty(),
                                List.of(),
                                1,
                                Optional.empty(),
                                TreeChanges.NOW)));
    }
}
