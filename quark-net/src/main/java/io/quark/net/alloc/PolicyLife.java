package io.quark.net.alloc;

import io.quark.common.model.IpPolicy;
import io.quark.common.model.NetRequest.CreateIpPolicy;
import io.quark.common.model.Problem.Fault;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.net.alloc.NetworkState.Versioned;
import io.quark.net.model.Checked;
import io.quark.net.model.PolicyRules;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How IP policies come and go. What is bound to one holds it by structure: its binding is a child. */
final class PolicyLife {

    private final NetState state;
    private final Paths paths;
    private final Steps steps;

    PolicyLife(NetState state) {
        this.state = state;
        this.paths = state.paths();
        this.steps = new Steps(state);
    }

    NetStep create(NetWork work, CreateIpPolicy asked) {
        IpPolicy policy = asked.policy();
        Checked<List<String>> exclude = PolicyRules.exclusions(policy.exclude());
        List<Fault> faults = PolicyRules.faults(policy);
        if (!faults.isEmpty()) {
            return Steps.refused(StructureRefusals.invalid("IP policy", faults));
        }
        IpPolicy record = policy.withExclude(exclude.good().orElseThrow(), Optional.empty(), work.workUnit());
        return steps.step(
                Steps.end("ip_policy", policy.id()),
                draft -> state.names().take(draft, Names.Kind.IP_POLICY, policy.project(), policy.name(), policy.id()),
                Steps.add(() -> Stream.of(
                        Op.create(paths.ipPolicy(policy.id()), record),
                        Op.createEmpty(paths.ipPolicyBindings(policy.id())))));
    }

    NetStep delete(NetWork work) {
        String id = work.target().id();
        Optional<PolicyState> policy = state.policies().find(id);
        if (policy.isEmpty()) {
            return Steps.part(List.of(), Steps.end("ip_policy", id));
        }
        Optional<Versioned<IpPolicy>> record = policy.get().record();
        String name = record.map(one -> one.record().name()).orElse(id);
        Holders bound = Holders.of(policy.get().bindings().entrySet().stream()
                .map(binding -> "subnet " + binding.getKey() + " of " + Holders.network(state, binding.getValue())));
        if (!bound.isEmpty()) {
            return Steps.refused(
                    StructureRefusals.held("ip-policy-in-use", "IP policy '" + name + "'", bound, "it is bound to"));
        }
        if (record.flatMap(one -> one.record().changing()).isPresent()) {
            return Steps.later();
        }
        return steps.step(
                Steps.end("ip_policy", id),
                Steps.add(() ->
                        record
                                .flatMap(one -> state.names()
                                        .giveUp(
                                                Names.Kind.IP_POLICY,
                                                one.record().project(),
                                                name,
                                                id))
                                .stream()),
                Steps.add(() -> Stream.of(
                        Op.delete(paths.ipPolicyBindings(id), Op.ANY_VERSION),
                        Op.delete(
                                paths.ipPolicy(id),
                                record.map(Versioned::version).orElse(Op.ANY_VERSION)))),
                draft -> state.inFlight().take(paths.ipPolicy(id), draft));
    }
}
