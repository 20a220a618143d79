package io.quark.net.alloc;

import io.quark.common.model.NetRequest.CreateSecurityGroup;
import io.quark.common.model.NetRequest.UpdateSecurityGroup;
import io.quark.common.model.Problem.Fault;
import io.quark.common.model.SecurityGroup;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.net.alloc.NetworkState.Versioned;
import io.quark.net.model.SecurityGroupRules;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How security groups come, change and go. Its members hold a group by structure: they are its children. That rules of another group name it is
 * held by its version: whoever begins to name a group writes it, too, as it is, so that a removal decided without that fails.
 */
final class GroupLife {

    private static final String WHAT = "security group";
    private static final String RESULT = "security_group";
    private static final int FIRST_REVISION = 1;

    private final NetState state;
    private final Paths paths;
    private final Steps steps;

    GroupLife(NetState state) {
        this.state = state;
        this.paths = state.paths();
        this.steps = new Steps(state);
    }

    NetStep create(NetWork work, CreateSecurityGroup asked) {
        SecurityGroup group = asked.group();
        List<Fault> faults = SecurityGroupRules.faults(group);
        if (!faults.isEmpty()) {
            return Steps.refused(StructureRefusals.invalid(WHAT, faults));
        }
        String id = group.id();
        SecurityGroup record = new SecurityGroup(
                id,
                group.name(),
                group.project(),
                group.description(),
                group.rules(),
                FIRST_REVISION,
                group.createdAt(),
                work.workUnit());
        return steps.step(
                Steps.end(RESULT, id),
                draft -> state.names().take(draft, Names.Kind.SECURITY_GROUP, group.project(), group.name(), id),
                name(record, List.of()),
                Steps.add(() -> Stream.concat(
                        Stream.of(Op.create(paths.securityGroup(id), record), Op.createEmpty(paths.groupMembers(id))),
                        buckets(id).map(Op::createEmpty))));
    }

    private Stream<String> buckets(String id) {
        return IntStream.range(0, Paths.BUCKETS_16).mapToObj(bucket -> paths.groupMemberBucket(id, bucket));
    }

    /** Holds the groups that rules begin to name; says which is not there. */
    private Function<Draft, Optional<Choice.Denied<Void>>> name(SecurityGroup group, List<SecurityGroup.Rule> before) {
        return draft -> {
            Set<String> named = new HashSet<>(SecurityGroups.named(group.rules()));
            named.removeAll(SecurityGroups.named(before));
            named.remove(group.id());
            for (String id : named) {
                Optional<Versioned<SecurityGroup>> other =
                        state.securityGroups().of(group.project(), id);
                Optional<Choice.Denied<Void>> denied = other.isEmpty()
                        ? Optional.of(Choice.Denied.firmly(GroupRefusals.noSuchGroup(id)))
                        : steps.set(
                                        paths.securityGroup(id),
                                        other.get().record(),
                                        other.get().version())
                                .apply(draft);
                if (denied.isPresent()) {
                    return denied;
                }
            }
            return Optional.empty();
        };
    }

    NetStep update(NetWork work, UpdateSecurityGroup asked) {
        String id = work.target().id();
        Optional<Versioned<SecurityGroup>> known =
                state.securityGroups().find(id).flatMap(GroupState::record);
        if (known.isEmpty()) {
            return Steps.refused(GroupRefusals.noSuchGroup(id));
        }
        SecurityGroup before = known.get().record();
        int version = known.get().version();
        if (asked.ifVersion().filter(one -> one != version).isPresent()) {
            return Steps.refused(StructureRefusals.stale(WHAT, version));
        }
        List<SecurityGroup.Rule> rules = asked.rules().orElse(before.rules());
        SecurityGroup after = new SecurityGroup(
                id,
                asked.name().orElse(before.name()),
                before.project(),
                asked.description().orElse(before.description()),
                rules,
                rules.equals(before.rules()) ? before.revision() : before.revision() + 1,
                before.createdAt(),
                work.workUnit());
        List<Fault> faults = SecurityGroupRules.faults(after);
        if (!faults.isEmpty()) {
            return Steps.refused(StructureRefusals.invalid(WHAT, faults));
        }
        return steps.step(
                Steps.end(RESULT, id),
                draft -> state.names()
                        .rename(draft, Names.Kind.SECURITY_GROUP, before.project(), before.name(), after.name(), id),
                name(after, before.rules()),
                steps.set(paths.securityGroup(id), after, version));
    }

    NetStep delete(NetWork work) {
        String id = work.target().id();
        Optional<GroupState> known = state.securityGroups().find(id);
        if (known.isEmpty()) {
            return Steps.part(List.of(), Steps.end(RESULT, id));
        }
        Optional<Versioned<SecurityGroup>> record = known.get().record();
        String name = record.map(one -> one.record().name()).orElse(id);
        Holders holders = Holders.of(Stream.concat(
                known.get().members().entrySet().stream()
                        .map(member -> "port " + member.getKey() + " of " + Holders.network(state, member.getValue())),
                state.securityGroups()
                        .naming(id)
                        .map(other -> "rules of security group '" + other.name() + "' (" + other.id() + ")")));
        if (!holders.isEmpty()) {
            return Steps.refused(StructureRefusals.held(
                    "security-group-in-use", WHAT + " '" + name + "'", holders, "it is used by"));
        }
        int version = record.map(Versioned::version).orElse(Op.ANY_VERSION);
        return steps.step(
                Steps.end(RESULT, id),
                Steps.add(() -> record
                        .flatMap(one -> state.names()
                                .giveUp(
                                        Names.Kind.SECURITY_GROUP,
                                        one.record().project(),
                                        one.record().name(),
                                        id))
                        .stream()),
                Steps.add(() -> Stream.concat(buckets(id), Stream.of(paths.groupMembers(id)))
                        .map(path -> Op.delete(path, Op.ANY_VERSION))),
                Steps.add(() -> Stream.of(Op.delete(paths.securityGroup(id), version))),
                draft -> state.inFlight().take(paths.securityGroup(id), draft));
    }
}
