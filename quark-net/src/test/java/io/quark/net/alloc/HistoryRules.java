package io.quark.net.alloc;

import io.quark.common.id.Ids;
import io.quark.common.model.Direction;
import io.quark.common.model.NetRequest;
import io.quark.common.model.NetRequest.UpdatePort;
import io.quark.common.model.Port;
import io.quark.common.model.QosPolicy;
import io.quark.common.model.QosRule;
import io.quark.common.model.SecurityGroup;
import io.quark.net.alloc.HistoryAsks.Ask;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** What users of a history ask for of QoS policies and security groups. */
final class HistoryRules {

    private static final int MOST = 3;
    private static final String PROMISE = Ids.derived("rule", "promise");

    private final NetTree tree;
    private final Random random;

    HistoryRules(NetTree tree, Random random) {
        this.tree = tree;
        this.random = random;
    }

    private Optional<String> any(Map<String, ?> of) {
        return of.isEmpty()
                ? Optional.empty()
                : Optional.of(List.copyOf(of.keySet()).get(random.nextInt(of.size())));
    }

    /** Often none. */
    Optional<String> anyPolicy() {
        return random.nextBoolean() ? Optional.empty() : any(tree.qosPolicies);
    }

    List<String> anyGroups() {
        return random.nextBoolean()
                ? List.of()
                : tree.groups.keySet().stream()
                        .filter(any -> random.nextBoolean())
                        .toList();
    }

    private Optional<String> policyOrNone() {
        return Optional.of(
                any(tree.qosPolicies).filter(any -> random.nextInt(3) > 0).orElse(NetRequest.NONE));
    }

    NetRequest updateNetwork() {
        return QosDrive.updateNetwork(policyOrNone().orElseThrow());
    }

    NetRequest updatePort(Port port) {
        return new UpdatePort(
                port.network(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                random.nextBoolean() ? policyOrNone() : Optional.empty(),
                random.nextBoolean() ? Optional.of(anyGroups()) : Optional.empty(),
                Optional.empty());
    }

    Optional<Ask> work(Instant now) {
        return random.nextBoolean() ? policy(now) : group(now);
    }

    /** A policy that promises nothing, one that does, and two groups. */
    List<NetRequest> first(Instant now) {
        return List.of(
                createPolicy("q0", List.of(), now),
                createPolicy("q1", List.of(promise()), now),
                createGroup("g0", now),
                createGroup("g1", now));
    }

    private NetRequest createPolicy(String name, List<QosRule> rules, Instant now) {
        QosPolicy policy = new QosPolicy(
                Ids.derived("qos", name, Integer.toString(random.nextInt()), now.toString()),
                name,
                NetWorld.PROJECT,
                "",
                false,
                rules,
                1,
                QosPolicy.State.ACTIVE,
                now,
                "");
        return new NetRequest.CreateQosPolicy(Optional.of(policy), List.of());
    }

    private NetRequest createGroup(String name, Instant now) {
        return new NetRequest.CreateSecurityGroup(new SecurityGroup(
                Ids.derived("group", name, Integer.toString(random.nextInt()), now.toString()),
                name,
                NetWorld.PROJECT,
                "",
                rules(),
                1,
                now,
                ""));
    }

    private QosRule promise() {
        return new QosRule.MinimumBandwidth(PROMISE, Direction.EGRESS, 100L * (1 + random.nextInt(2)));
    }

    private Optional<Ask> policy(Instant now) {
        if (tree.qosPolicies.size() < MOST) {
            return Optional.of(new Ask("", createPolicy("q" + random.nextInt(4), List.of(), now)));
        }
        return any(tree.qosPolicies)
                .map(id -> new Ask(id, random.nextInt(3) == 0 ? new NetRequest.DeleteQosPolicy() : putRule()));
    }

    private NetRequest putRule() {
        return random.nextInt(3) == 0
                ? new NetRequest.SyncQosPolicyRules(Optional.empty(), Optional.of(PROMISE), List.of(), Optional.empty())
                : new NetRequest.SyncQosPolicyRules(
                        Optional.of(promise()), Optional.empty(), List.of(), Optional.empty());
    }

    private Optional<Ask> group(Instant now) {
        if (tree.groups.size() < MOST) {
            return Optional.of(new Ask("", createGroup("g" + random.nextInt(4), now)));
        }
        return any(tree.groups)
                .map(id -> new Ask(
                        id,
                        random.nextBoolean()
                                ? new NetRequest.DeleteSecurityGroup()
                                : new NetRequest.UpdateSecurityGroup(
                                        Optional.empty(), Optional.empty(), Optional.of(rules()), Optional.empty())));
    }

    private List<SecurityGroup.Rule> rules() {
        return List.of(new SecurityGroup.Rule(
                "r",
                Direction.INGRESS,
                "any",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                random.nextBoolean() ? any(tree.groups) : Optional.empty()));
    }
}
