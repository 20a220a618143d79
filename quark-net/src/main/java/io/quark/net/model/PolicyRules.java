package io.quark.net.model;

import io.quark.common.model.IpPolicy;
import io.quark.common.model.Problem.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What makes an IP policy acceptable. Never throws for bad input. */
public final class PolicyRules {

    public static final int MAX_RULES = 256;

    private PolicyRules() {}

    /** The exclusions in canonical form, each once, or every fault; pointers are relative to the list, e.g. {@code /0}. */
    public static Checked<List<String>> exclusions(List<String> asked) {
        Faults faults = new Faults();
        if (asked.size() > MAX_RULES) {
            faults.add("", "at most " + MAX_RULES + " exclusions");
            return new Checked.Bad<>(faults.all());
        }
        List<String> rules = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            Optional<ExcludeRule> rule = faults.take("/" + i, ExcludeRule.parse(asked.get(i)));
            rule.map(ExcludeRule::text).ifPresent(rules::add);
        }
        return faults.count() > 0
                ? new Checked.Bad<>(faults.all())
                : Checked.good(rules.stream().distinct().toList());
    }

    /** The faults of a policy by itself; pointers are relative to it, e.g. {@code /exclude/0}. */
    public static List<Fault> faults(IpPolicy policy) {
        Faults faults = new Faults();
        if (!NetworkRules.isName(policy.name())) {
            faults.add("/name", NetworkRules.NAME_RULE);
        }
        faults.take("/exclude", exclusions(policy.exclude()));
        return faults.all();
    }
}
