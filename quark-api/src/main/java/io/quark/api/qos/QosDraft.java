package io.quark.api.qos;

import io.quark.api.bind.Faults;
import io.quark.common.id.Ids;
import io.quark.common.model.Direction;
import io.quark.common.model.Problem.Fault;
import io.quark.common.model.QosRule;
import io.quark.common.model.QosRule.BandwidthLimit;
import io.quark.common.model.QosRule.DscpMarking;
import io.quark.common.model.QosRule.MinimumBandwidth;
import io.quark.common.model.TrafficLimits;
import io.quark.net.qos.Limits;
import io.quark.net.qos.QosRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns rules as they are asked for into rules of a policy, and judges them by quark-net's rules. Pure. */
final class QosDraft {

    private QosDraft() {}

    /**
     * The rules; those with faults, which are added, are left out.
     *
     * @param at pointer to the list
     * @param before the policy's rules until now: who takes the place of one takes its id
     * @param workUnit that is to write them; the ids of new ones follow from it
     * @param mtu bytes: the largest of the networks that they are for
     */
    static List<QosRule> rules(
            List<QosRuleBody> bodies, String at, List<QosRule> before, String workUnit, int mtu, Faults faults) {
        List<QosRule> rules = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < bodies.size(); i++) {
            Optional<QosRule> rule =
                    rule(bodies.get(i), Ids.derived(workUnit, "rule", Integer.toString(i)), at + "/" + i, faults);
            if (rule.isPresent()) {
                QosRule made = rule.orElseThrow();
                boolean first = rules.stream().noneMatch(other -> other.slot().equals(made.slot()));
                rules.add(first ? inPlace(made, before) : made);
                places.add(i);
            }
        }
        for (Fault fault : QosRules.ruleFaults(rules, mtu)) {
            String[] parts = fault.pointer().split("/", 3);
            String where = parts.length < 2
                    ? at
                    : at + "/" + places.get(Integer.parseInt(parts[1])) + (parts.length == 3 ? "/" + parts[2] : "");
            note(where, fault.detail(), faults);
        }
        return rules;
    }

    private static QosRule inPlace(QosRule rule, List<QosRule> before) {
        return before.stream()
                .filter(old -> old.slot().equals(rule.slot()))
                .findFirst()
                .map(old -> withId(rule, old.id()))
                .orElse(rule);
    }

    private static QosRule withId(QosRule rule, String id) {
        if (rule instanceof BandwidthLimit limit) {
            return new BandwidthLimit(id, limit.direction(), limit.maxKbps(), limit.maxBurstKbps());
        }
        return rule instanceof DscpMarking marking
                ? new DscpMarking(id, marking.dscpMark())
                : new MinimumBandwidth(id, ((MinimumBandwidth) rule).direction(), ((MinimumBandwidth) rule).minKbps());
    }

    /**
     * One rule that is put into a policy.
     *
     * @param others the policy's other rules, as they stay
     */
    static Optional<QosRule> put(QosRuleBody body, String id, List<QosRule> others, int mtu, Faults faults) {
        Optional<QosRule> rule = rule(body, id, "", faults);
        rule.ifPresent(made -> {
            List<QosRule> all = new ArrayList<>(others);
            all.add(made);
            String own = "/" + others.size();
            for (Fault fault : QosRules.ruleFaults(all, mtu)) {
                boolean isOwn = fault.pointer().equals(own) || fault.pointer().startsWith(own + "/");
                // What another rule has against it now is a fault of this one.
                note(isOwn ? fault.pointer().substring(own.length()) : "", fault.detail(), faults);
            }
        });
        return rule;
    }

    /** The rule, as far as its shape goes; empty where it has faults, which are added. */
    static Optional<QosRule> rule(QosRuleBody body, String id, String at, Faults faults) {
        if (body.type().isEmpty()) {
            if (!faults.touch(at + "/type")) {
                faults.add(at + "/type", "is required");
            }
            return Optional.empty();
        }
        QosRuleBody.Type type = body.type().orElseThrow();
        boolean limit = type == QosRuleBody.Type.BANDWIDTH_LIMIT;
        boolean marking = type == QosRuleBody.Type.DSCP_MARKING;
        boolean minimum = type == QosRuleBody.Type.MINIMUM_BANDWIDTH;
        boolean sound = has(at + "/max_kbps", body.maxKbps(), limit, limit, type, faults);
        sound &= has(at + "/max_burst_kbps", body.maxBurstKbps(), limit, false, type, faults);
        sound &= has(at + "/dscp_mark", body.dscpMark(), marking, marking, type, faults);
        sound &= has(at + "/min_kbps", body.minKbps(), minimum, minimum, type, faults);
        sound &= (marking && body.direction().filter(Direction.EGRESS::equals).isPresent())
                || has(at + "/direction", body.direction(), !marking, false, type, faults);
        if (!sound) {
            return Optional.empty();
        }
        Direction direction = body.direction().orElse(Direction.EGRESS);
        return Optional.of(
                switch (type) {
                    case BANDWIDTH_LIMIT ->
                        new BandwidthLimit(
                                id,
                                direction,
                                body.maxKbps().orElseThrow(),
                                body.maxBurstKbps().orElse(0L));
                    case DSCP_MARKING -> new DscpMarking(id, body.dscpMark().orElseThrow());
                    case MINIMUM_BANDWIDTH ->
                        new MinimumBandwidth(id, direction, body.minKbps().orElseThrow());
                });
    }

    /** Whether a field is there as its type has it, and no fault was found there before. */
    private static boolean has(
            String pointer,
            Optional<?> value,
            boolean belongs,
            boolean required,
            QosRuleBody.Type type,
            Faults faults) {
        if (faults.touch(pointer)) {
            return false;
        }
        if (value.isPresent() && !belongs) {
            faults.add(pointer, "does not belong to a rule of type " + type.text());
            return false;
        }
        if (value.isEmpty() && required) {
            faults.add(pointer, "is required in a rule of type " + type.text());
            return false;
        }
        return true;
    }

    private static void note(String pointer, String detail, Faults faults) {
        if (pointer.isEmpty() || !faults.touch(pointer)) {
            faults.add(pointer, detail);
        }
    }

    /** Kilobits that may go at once under a limit: what it says, or what follows. */
    static long burstKbit(BandwidthLimit limit) {
        return Limits.of(List.of(limit))
                .rate(limit.direction())
                .map(TrafficLimits.Rate::burstKbit)
                .orElse(0L);
    }
}
