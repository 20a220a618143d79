package io.quark.api.qos;

import io.quark.api.http.ProblemType;
import io.quark.api.network.Ownership;
import io.quark.api.qos.QosReach.DriverPlace;
import io.quark.api.view.Cluster;
import io.quark.common.model.ComputeSelf;
import io.quark.common.model.Problem.Fault;
import io.quark.common.model.QosPolicy;
import io.quark.common.model.QosRule;
import io.quark.net.host.Capabilities;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whether the drivers of hosts can do what rules ask for. Where ports are bound the driver of each of their hosts must; else one of any host,
 * if hosts have told of drivers at all. What is promised is counted by the scheduler and needs no driver. Reads views. Thread safe.
 */
final class QosSupport {

    private final Cluster cluster;
    private final QosReach reach;

    QosSupport(Cluster cluster, QosReach reach) {
        this.cluster = cluster;
        this.reach = reach;
    }

    /** Refuses new rules of a policy that is there. */
    void refuseUnsupported(QosPolicy policy, List<QosRule> rules) {
        List<DriverPlace> places = reach.places(policy.id());
        if (places.isEmpty()) {
            refuseUnknown(rules);
        } else {
            refuseUnsupported(rules, places, "/rules/");
        }
    }

    /** Refuses rules that no driver of any host supports. */
    void refuseUnknown(List<QosRule> rules) {
        List<Map<String, List<String>>> told = cluster.selves().values().stream()
                .map(self -> self.value().network().drivers())
                .filter(drivers -> !drivers.isEmpty())
                .toList();
        if (told.isEmpty()) {
            return;
        }
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            QosRule rule = rules.get(i);
            if (needsDriver(rule)
                    && told.stream()
                            .flatMap(drivers -> drivers.values().stream())
                            .noneMatch(words -> words.contains(Capabilities.word(rule.slot())))) {
                faults.add(new Fault("/rules/" + i, "no driver of any host does " + rule.slot()));
            }
        }
        refuse(faults, "no driver of any host does what the rules ask for");
    }

    /** Refuses to bind a policy to what has ports in these places. */
    void refuseBinding(QosPolicy policy, Collection<DriverPlace> places) {
        refuseUnsupported(policy.rules(), places, "");
    }

    private void refuseUnsupported(List<QosRule> rules, Collection<DriverPlace> places, String at) {
        List<Fault> faults = new ArrayList<>();
        List<String> hosts = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            QosRule rule = rules.get(i);
            List<DriverPlace> unable = needsDriver(rule)
                    ? places.stream().filter(place -> !supports(place, rule)).toList()
                    : List.of();
            if (!unable.isEmpty()) {
                faults.add(new Fault(
                        at.isEmpty() ? "/qos_policy" : at + i, rule.slot() + " is not done by " + named(unable)));
                unable.stream()
                        .map(DriverPlace::host)
                        .filter(host -> !hosts.contains(host))
                        .forEach(hosts::add);
            }
        }
        refuse(faults, "drivers of hosts with bound ports do not support the rules: " + first(hosts));
    }

    private static void refuse(List<Fault> faults, String detail) {
        if (!faults.isEmpty()) {
            throw ProblemType.REFUSED.of(
                    detail, "GET /v1/qos-rule-types tells what each driver on each host supports.", faults);
        }
    }

    private static boolean needsDriver(QosRule rule) {
        return !(rule instanceof QosRule.MinimumBandwidth);
    }

    /** A host that tells of no driver, or not of this one, says in its status what it cannot do. */
    private boolean supports(DriverPlace place, QosRule rule) {
        return driver(place)
                .map(words -> words.contains(Capabilities.word(rule.slot())))
                .orElse(true);
    }

    /** A host with one driver uses it for every network, whatever the network asks for. */
    private Optional<List<String>> driver(DriverPlace place) {
        Map<String, List<String>> drivers = cluster.self(place.host())
                .map(ComputeSelf::network)
                .map(ComputeSelf.NetworkFacts::drivers)
                .orElse(Map.of());
        return Optional.ofNullable(drivers.get(place.driver()))
                .or(() -> drivers.size() == 1 ? drivers.values().stream().findFirst() : Optional.empty());
    }

    private static String named(List<DriverPlace> places) {
        return first(places.stream()
                .map(place -> "the driver " + place.driver() + " of " + place.host())
                .toList());
    }

    private static String first(List<String> names) {
        return names.stream().limit(Ownership.NAMED).collect(Collectors.joining(", "))
                + (names.size() > Ownership.NAMED ? " and more" : "");
    }
}
