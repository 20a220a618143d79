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

    /** Mostly none. */
    Optional<String> anyPolicy() {
        return random.nextInt(3) > 0 ? Optional.empty() : any(tree.qosPolicies);
    }

    List<String> anyGroups() {
        return random.nextInt(3) > 0
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

    private Optional<Ask> policy(Instant now) {
        if (tree.qosPolicies.size() < MOST) {
            String id = Ids.derived("qos", Integer.toString(random.nextInt()), now.toString());
            QosPolicy policy = new QosPolicy(
                    id,
                    "q" + random.nextInt(4),
                    NetWorld.PROJECT,
                    "",
                    false,
                    List.of(),
                    1,
                    QosPolicy.State.ACTIVE,
                    now,
                    "");
            return Optional.of(new Ask(id, new NetRequest.CreateQosPolicy(Optional.of(policy), List.of())));
        }
        return any(tree.qosPolicies)
                .map(id -> new Ask(id, random.nextInt(3) == 0 ? new NetRequest.DeleteQosPolicy() : putRule()));
    }

    private NetRequest putRule() {
        String id = Ids.derived("rule", "promise");
        QosRule rule = new QosRule.MinimumBandwidth(id, Direction.EGRESS, 100L * (1 + random.nextInt(2)));
        return random.nextInt(3) == 0
                ? new NetRequest.SyncQosPolicyRules(Optional.empty(), Optional.of(id), List.of(), Optional.empty())
                : new NetRequest.SyncQosPolicyRules(Optional.of(rule), Optional.empty(), List.of(), Optional.empty());
    }

    private Optional<Ask> group(Instant now) {
        if (tree.groups.size() < MOST) {
            String id = Ids.derived("group", Integer.toString(random.nextInt()), now.toString());
            SecurityGroup group =
                    new SecurityGroup(id, "g" + random.nextInt(4), NetWorld.PROJECT, "", rules(), 1, now, "");
            return Optional.of(new Ask(id, new NetRequest.CreateSecurityGroup(group)));
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
