package io.quark.net.alloc;

import io.quark.common.model.NetRequest.SyncQosPolicyRules;
import io.quark.common.model.NetRequest.UpdateQosPolicy;
import io.quark.common.model.Port;
import io.quark.common.model.Problem.Fault;
import io.quark.common.model.QosPolicy;
import io.quark.common.model.QosRule;
import io.quark.common.tree.Op;
import io.quark.net.alloc.NetStep.Next;
import io.quark.net.alloc.NetworkState.Versioned;
import io.quark.net.qos.QosRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Changes a QoS policy. Other rules are another revision, which hosts are to follow. What can strand somebody, taking it away from other
 * projects, is done first, by itself: once that is seen, so is every binding that came before it.
 */
final class QosUpdate {

    private final NetState state;
    private final Steps steps;
    private final Governance governance;

    QosUpdate(NetState state) {
        this.state = state;
        this.steps = new Steps(state);
        this.governance = new Governance(state);
    }

    private interface Change {
        NetStep of(QosPolicyState policy, Versioned<QosPolicy> record);
    }

    NetStep update(NetWork work, UpdateQosPolicy asked) {
        return change(work, asked.ifVersion(), (policy, record) -> {
            boolean alone = asked.shared().filter(shared -> !shared).isPresent();
            Holders strangers =
                    alone ? governance.strangers(policy, record.record().project()) : Holders.NONE;
            if (!strangers.isEmpty()) {
                return Steps.takenBack(
                        StructureRefusals.held(
                                "qos-policy-shared", what(record.record()), strangers, "other projects use it:"),
                        back(work, record));
            }
            if (alone && record.record().shared()) {
                return steps.step(
                        Steps.more("check"),
                        steps.set(path(record), shared(record.record(), false, work), version(record)));
            }
            return rest(work, asked, policy, record);
        });
    }

    NetStep sync(NetWork work, SyncQosPolicyRules asked) {
        return change(work, asked.ifVersion(), (policy, record) -> {
            QosPolicy now = record.record();
            if (asked.put().isEmpty() && asked.remove().isEmpty()) {
                return Steps.part(List.of(), await(now));
            }
            List<QosRule> rules = new ArrayList<>(now.rules());
            if (asked.remove().isPresent()
                    && !rules.removeIf(rule -> rule.id().equals(asked.remove().get()))) {
                return Steps.refused(QosRefusals.noSuchRule(asked.remove().get(), now.name()));
            }
            asked.put().ifPresent(rule -> put(rules, rule));
            return write(policy, record, with(now, now.name(), now.description(), now.shared(), rules, work));
        });
    }

    private static void put(List<QosRule> rules, QosRule rule) {
        for (int i = 0; i < rules.size(); i++) {
            if (rules.get(i).id().equals(rule.id())) {
                rules.set(i, rule);
                return;
            }
        }
        rules.add(rule);
    }

    private NetStep change(NetWork work, Optional<Integer> ifVersion, Change change) {
        String id = work.target().id();
        Optional<QosPolicyState> policy = state.qosPolicies().find(id);
        Optional<Versioned<QosPolicy>> record = policy.flatMap(QosPolicyState::record);
        if (record.isEmpty()) {
            return Steps.refused(QosRefusals.noSuchPolicy(id));
        }
        if (record.get().record().state() != QosPolicy.State.ACTIVE) {
            return Steps.refused(
                    StructureRefusals.going(QosLife.WHAT, record.get().record().name()));
        }
        if (!work.begun()
                && ifVersion.filter(one -> one != record.get().version()).isPresent()) {
            return Steps.refused(
                    StructureRefusals.stale(QosLife.WHAT, record.get().version()));
        }
        return change.of(policy.get(), record.get());
    }

    private NetStep rest(NetWork work, UpdateQosPolicy asked, QosPolicyState policy, Versioned<QosPolicy> record) {
        QosPolicy now = record.record();
        QosPolicy after = with(
                now,
                asked.name().orElse(now.name()),
                asked.description().orElse(now.description()),
                asked.shared().orElse(now.shared()),
                asked.rules().orElse(now.rules()),
                work);
        NetStep step = write(policy, record, after);
        // Whatever keeps it from being done undoes the first step, too.
        return step instanceof NetStep.Refused refused && !refused.provisional()
                ? Steps.takenBack(refused.problem(), back(work, record))
                : step;
    }

    private NetStep write(QosPolicyState policy, Versioned<QosPolicy> record, QosPolicy after) {
        QosPolicy before = record.record();
        OptionalInt mtu = governance.largestMtu(policy);
        List<Fault> faults = mtu.isPresent() ? QosRules.faults(after, mtu.getAsInt()) : QosRules.faults(after);
        if (!faults.isEmpty()) {
            return Steps.refused(StructureRefusals.invalid(QosLife.WHAT, faults));
        }
        if (before.promisedKbps() != after.promisedKbps()) {
            Optional<Port> placed = governance.placedUnder(policy).findFirst();
            if (placed.isPresent()) {
                return Steps.refused(
                        QosRefusals.promised(what(before), before.promisedKbps(), after.promisedKbps(), placed.get()));
            }
        }
        return steps.step(
                before.revision() == after.revision() ? Steps.end(QosLife.RESULT, after.id()) : await(after),
                draft -> state.names()
                        .rename(
                                draft,
                                Names.Kind.QOS_POLICY,
                                before.project(),
                                before.name(),
                                after.name(),
                                before.id()),
                steps.set(path(record), after, version(record)));
    }

    private static Next await(QosPolicy policy) {
        return new Next.AwaitHosts(
                policy.id(),
                policy.revision(),
                Map.of(QosLife.RESULT, policy.id(), "revision", Integer.toString(policy.revision())));
    }

    /** Makes the policy shared again, where the first step took that away. */
    private List<Op> back(NetWork work, Versioned<QosPolicy> record) {
        return work.begun() && !record.record().shared()
                ? List.of(Op.set(path(record), shared(record.record(), true, work), version(record)))
                : List.of();
    }

    private static QosPolicy shared(QosPolicy now, boolean shared, NetWork work) {
        return with(now, now.name(), now.description(), shared, now.rules(), work);
    }

    private static QosPolicy with(
            QosPolicy now, String name, String description, boolean shared, List<QosRule> rules, NetWork work) {
        int revision = contents(now.rules()).equals(contents(rules)) ? now.revision() : now.revision() + 1;
        return new QosPolicy(
                now.id(),
                name,
                now.project(),
                description,
                shared,
                rules,
                revision,
                now.state(),
                now.createdAt(),
                work.workUnit());
    }

    /** What hosts see of rules: neither their ids nor their order. */
    private static Set<QosRule> contents(List<QosRule> rules) {
        Set<QosRule> contents = new HashSet<>();
        rules.forEach(rule -> contents.add(content(rule)));
        return contents;
    }

    private static QosRule content(QosRule rule) {
        if (rule instanceof QosRule.BandwidthLimit limit) {
            return new QosRule.BandwidthLimit("", limit.direction(), limit.maxKbps(), limit.maxBurstKbps());
        }
        if (rule instanceof QosRule.MinimumBandwidth minimum) {
            return new QosRule.MinimumBandwidth("", minimum.direction(), minimum.minKbps());
        }
        return new QosRule.DscpMarking("", ((QosRule.DscpMarking) rule).dscpMark());
    }

    private static String what(QosPolicy policy) {
        return QosLife.WHAT + " '" + policy.name() + "'";
    }

    private String path(Versioned<QosPolicy> record) {
        return state.paths().qosPolicy(record.record().id());
    }

    private static int version(Versioned<QosPolicy> record) {
        return record.version();
    }
}
