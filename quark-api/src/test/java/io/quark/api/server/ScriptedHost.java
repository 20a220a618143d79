package io.quark.api.server;

import io.quark.common.model.Alive;
import io.quark.common.model.Applied;
import io.quark.common.model.Applied.AppliedNetwork;
import io.quark.common.model.Applied.AppliedPolicy;
import io.quark.common.model.Applied.State;
import io.quark.common.model.ComputeSelf;
import io.quark.common.model.TrafficLimits;
import io.quark.common.testing.LaidOutTree;
import io.quark.common.tree.Op;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says what a compute would say of itself and of what it has realised; does nothing. */
final class ScriptedHost {

    private final LaidOutTree tree;
    private final String name;
    private final Map<String, AppliedNetwork> networks = new HashMap<>();
    private final Map<String, AppliedPolicy> policies = new HashMap<>();

    /** A host that is there, with one driver and what that can do. */
    ScriptedHost(LaidOutTree tree, String name, String driver, String... words) {
        this.tree = tree;
        this.name = name;
        tree.commit(
                Op.createEmpty(tree.paths().compute(name)),
                Op.create(tree.paths().self(name), self(name, Map.of(driver, List.of(words)))),
                Op.create(tree.paths().applied(name), Applied.NOTHING));
        comesBack();
    }

    private static ComputeSelf self(String name, Map<String, List<String>> drivers) {
        return new ComputeSelf(
                name,
                1024,
                4,
                1024,
                new ComputeSelf.NetworkFacts(1_000_000, Optional.of("10.0.0.1"), List.of("physnet1"), drivers),
                Map.of(),
                Optional.empty(),
                new ComputeSelf.HypervisorFacts("sim", "sim:///", "x86_64"),
                ComputeSelf.READY,
                Map.of(),
                new ComputeSelf.Ratios(1, 1, 1),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    void comesBack() {
        tree.commit(Op.create(tree.paths().alive(name), new Alive("boot", "machine", 1, Instant.now())));
    }

    void goesAway() {
        tree.commit(Op.delete(tree.paths().alive(name), Op.ANY_VERSION));
    }

    /** It has ports of that network, at this version of its record. */
    void follows(String network, int version) {
        networks.put(network, new AppliedNetwork(version, State.APPLIED, Optional.empty(), Instant.now()));
        tell();
    }

    /** It says so of a policy. */
    void says(String policy, int revision, State state, TrafficLimits effective, Optional<String> error) {
        policies.put(
                policy,
                new AppliedPolicy(
                        revision,
                        state,
                        1,
                        effective,
                        error,
                        List.of(),
                        1,
                        error.map(why -> Instant.now()),
                        Instant.now()));
        tell();
    }

    private void tell() {
        tree.commit(Op.set(tree.paths().applied(name), new Applied(networks, policies), Op.ANY_VERSION));
    }

    void isForgotten() {
        tree.node(tree.paths().alive(name)).ifPresent(node -> goesAway());
        tree.commit(
                Op.delete(tree.paths().applied(name), Op.ANY_VERSION),
                Op.delete(tree.paths().self(name), Op.ANY_VERSION),
                Op.delete(tree.paths().compute(name), Op.ANY_VERSION));
    }
}
