package io.quark.net.alloc;

import io.quark.common.model.IpPolicy;
import io.quark.common.model.NetRequest.UpdateIpPolicy;
import io.quark.common.model.Problem.Fault;
import io.quark.common.tree.Op;
import io.quark.net.alloc.NetworkState.Versioned;
import io.quark.net.model.PolicyRules;
import java.util.List;
import java.util.Optional;

/** Changes an IP policy, as {@link SubnetUpdate} changes a subnet: what may strand somebody takes two steps. */
final class PolicyUpdate {

    private final NetState state;
    private final Steps steps;
    private final Stranding stranding;

    PolicyUpdate(NetState state) {
        this.state = state;
        this.steps = new Steps(state);
        this.stranding = new Stranding(state);
    }

    NetStep update(NetWork work, UpdateIpPolicy asked) {
        String id = work.target().id();
        Optional<PolicyState> known = state.policies().find(id);
        Optional<Versioned<IpPolicy>> record = known.flatMap(PolicyState::record);
        if (record.isEmpty()) {
            return Steps.refused(Refusals.noSuchPolicy(id));
        }
        IpPolicy now = record.get().record();
        if (now.changing().isPresent()) {
            return now.changing().get().workUnit().equals(work.workUnit())
                    ? finish(work, asked, known.get(), record.get())
                    : Steps.later();
        }
        if (asked.ifVersion().filter(one -> one != record.get().version()).isPresent()) {
            return Steps.refused(
                    StructureRefusals.stale("IP policy", record.get().version()));
        }
        List<String> exclude = asked.exclude()
                .map(PolicyRules::exclusions)
                .flatMap(checked -> checked.good())
                .orElse(now.exclude());
        IpPolicy after = new IpPolicy(
                id,
                asked.name().orElse(now.name()),
                now.project(),
                asked.exclude().orElse(now.exclude()),
                asked.shared().orElse(now.shared()),
                Optional.empty(),
                now.createdAt(),
                work.workUnit());
        List<Fault> faults = PolicyRules.faults(after);
        if (!faults.isEmpty()) {
            return Steps.refused(StructureRefusals.invalid("IP policy", faults));
        }
        boolean harmless = exclude.equals(now.exclude()) && (after.shared() || !now.shared());
        IpPolicy canonical = after.withExclude(exclude, Optional.empty(), work.workUnit());
        return harmless ? rename(record.get(), canonical) : begin(work, known.get(), record.get(), canonical);
    }

    private NetStep begin(NetWork work, PolicyState policy, Versioned<IpPolicy> record, IpPolicy after) {
        IpPolicy now = record.record();
        Optional<NetStep> refusal = refusal(policy, now.exclude(), after, List.of());
        if (refusal.isPresent()) {
            return refusal.get();
        }
        IpPolicy changing = new IpPolicy(
                now.id(),
                now.name(),
                now.project(),
                after.exclude(),
                after.shared(),
                Optional.of(new IpPolicy.Changing(work.workUnit(), now.exclude(), now.shared())),
                now.createdAt(),
                work.workUnit());
        return steps.step(Steps.more("check"), steps.set(path(now), changing, record.version()));
    }

    private NetStep finish(NetWork work, UpdateIpPolicy asked, PolicyState policy, Versioned<IpPolicy> record) {
        IpPolicy now = record.record();
        IpPolicy.Changing change = now.changing().orElseThrow();
        IpPolicy was = new IpPolicy(
                now.id(),
                now.name(),
                now.project(),
                change.before(),
                change.wasShared(),
                Optional.empty(),
                now.createdAt(),
                work.workUnit());
        List<Op> back = List.of(Op.set(path(now), was, record.version()));
        return refusal(policy, change.before(), now, back).orElseGet(() -> {
            IpPolicy after = new IpPolicy(
                    now.id(),
                    asked.name().orElse(now.name()),
                    now.project(),
                    now.exclude(),
                    now.shared(),
                    Optional.empty(),
                    now.createdAt(),
                    work.workUnit());
            NetStep done = rename(record, after);
            // A name that is taken meanwhile undoes all of the change.
            return done instanceof NetStep.Refused refused && !refused.provisional()
                    ? Steps.takenBack(refused.problem(), back)
                    : done;
        });
    }

    private NetStep rename(Versioned<IpPolicy> record, IpPolicy after) {
        return steps.step(
                Steps.end("ip_policy", after.id()),
                draft -> state.names()
                        .rename(
                                draft,
                                Names.Kind.IP_POLICY,
                                after.project(),
                                record.record().name(),
                                after.name(),
                                after.id()),
                steps.set(path(after), after, record.version()));
    }

    /** Why the policy cannot become that: addresses in use, or other projects that use it. */
    private Optional<NetStep> refusal(PolicyState policy, List<String> before, IpPolicy after, List<Op> back) {
        String what = "IP policy '" + after.name() + "'";
        Holders stranded = stranding.of(
                policy,
                subnet -> PolicyState.keptBack(subnet, before),
                subnet -> PolicyState.keptBack(subnet, after.exclude()));
        if (!stranded.isEmpty()) {
            return Optional.of(Steps.takenBack(StructureRefusals.stranded(what, stranded), back));
        }
        Holders strangers = after.shared() ? Holders.NONE : strangers(policy, after.project());
        return strangers.isEmpty()
                ? Optional.empty()
                : Optional.of(Steps.takenBack(
                        StructureRefusals.held("ip-policy-shared", what, strangers, "other projects use it:"), back));
    }

    private Holders strangers(PolicyState policy, String owner) {
        return Holders.of(policy.bindings().entrySet().stream()
                .filter(binding -> state.network(binding.getValue())
                        .flatMap(NetworkState::network)
                        .filter(network -> !network.record().project().equals(owner))
                        .isPresent())
                .map(binding -> "subnet " + binding.getKey() + " of " + Holders.network(state, binding.getValue())));
    }

    private String path(IpPolicy policy) {
        return state.paths().ipPolicy(policy.id());
    }
}
