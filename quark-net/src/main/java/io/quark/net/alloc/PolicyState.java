package io.quark.net.alloc;

import io.quark.common.model.IpPolicy;
import io.quark.net.alloc.NetworkState.Versioned;
import io.quark.net.model.Cidr;
import io.quark.net.model.ExcludeRule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** An IP policy and what it is bound to, as one index sees them. Not thread safe. */
final class PolicyState {

    private final String id;
    private Optional<Versioned<IpPolicy>> record = Optional.empty();
    private List<ExcludeRule> rules = List.of();
    private final Map<String, String> bindings = new HashMap<>();

    PolicyState(String id) {
        this.id = id;
    }

    /** @throws IllegalArgumentException if one of its rules is unsound */
    void seen(Optional<Versioned<IpPolicy>> now) {
        record = Optional.empty();
        rules = now.stream()
                .map(Versioned::record)
                .flatMap(PolicyState::inForce)
                .distinct()
                .map(ExcludeRule::of)
                .toList();
        record = now;
    }

    /** While it is being changed, what it says and what it said. */
    private static Stream<String> inForce(IpPolicy policy) {
        return Stream.concat(
                policy.exclude().stream(), policy.changing().stream().flatMap(change -> change.before().stream()));
    }

    String id() {
        return id;
    }

    /** Empty if it is not there or cannot be read. */
    Optional<Versioned<IpPolicy>> record() {
        return record;
    }

    /** What it keeps back of a subnet: everything, if it cannot be read. */
    List<KeptBack.Reason> excluded(Cidr subnet) {
        if (record.isEmpty()) {
            return List.of(
                    new KeptBack.Reason(subnet.span(), "kept back by the IP policy " + id + ", which cannot be read"));
        }
        String name = record.get().record().name();
        List<KeptBack.Reason> reasons = new ArrayList<>();
        for (ExcludeRule rule : rules) {
            rule.in(subnet)
                    .map(span ->
                            new KeptBack.Reason(span, "excluded by the IP policy '" + name + "' (" + rule.text() + ")"))
                    .ifPresent(reasons::add);
        }
        return reasons;
    }

    /** What such exclusions keep back of a subnet. */
    static KeptBack keptBack(Cidr subnet, List<String> exclude) {
        return KeptBack.of(exclude.stream()
                .map(ExcludeRule::of)
                .flatMap(rule -> rule.in(subnet).stream().map(span -> new KeptBack.Reason(span, rule.text()))));
    }

    /** The subnets that it is bound to, each with its network. */
    Map<String, String> bindings() {
        return bindings;
    }
}
