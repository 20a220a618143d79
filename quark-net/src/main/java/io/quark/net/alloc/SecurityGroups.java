package io.quark.net.alloc;

import io.quark.common.model.SecurityGroup;
import io.quark.net.alloc.NetworkState.Versioned;
import io.quark.net.model.SecurityGroupRules;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The security groups, as one index sees them, and who may be in them. Not thread safe. */
final class SecurityGroups {

    private final Map<String, GroupState> byId = new HashMap<>();

    Optional<GroupState> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    GroupState present(String id) {
        return byId.computeIfAbsent(id, any -> new GroupState());
    }

    void gone(String id) {
        byId.remove(id);
    }

    /** A group of a project. */
    Optional<Versioned<SecurityGroup>> of(String project, String id) {
        return find(id).flatMap(GroupState::record)
                .filter(group -> group.record().project().equals(project));
    }

    /** The other groups with rules about the members of this one. */
    Stream<SecurityGroup> naming(String id) {
        return byId.values().stream()
                .flatMap(group -> group.record().stream())
                .map(Versioned::record)
                .filter(group -> !group.id().equals(id))
                .filter(group -> named(group.rules()).contains(id));
    }

    /** The groups that rules are about. */
    static Set<String> named(List<SecurityGroup.Rule> rules) {
        Set<String> named = new HashSet<>();
        rules.forEach(rule -> rule.group().ifPresent(named::add));
        return named;
    }

    /**
     * Whether a port of a project may be in these groups. That they stay is held by the member's node, which is their child.
     *
     * @return why not
     */
    Optional<Choice.Denied<Void>> allowed(List<String> groups, String project) {
        if (groups.size() > SecurityGroupRules.MAX_GROUPS_PER_PORT) {
            return Optional.of(
                    Choice.Denied.firmly(GroupRefusals.tooMany(groups.size(), SecurityGroupRules.MAX_GROUPS_PER_PORT)));
        }
        Set<String> once = new HashSet<>();
        for (String group : groups) {
            if (!once.add(group)) {
                return Optional.of(Choice.Denied.firmly(GroupRefusals.twice(group)));
            }
            if (of(project, group).isEmpty()) {
                return Optional.of(Choice.Denied.firmly(GroupRefusals.noSuchGroup(group)));
            }
        }
        return Optional.empty();
    }
}
