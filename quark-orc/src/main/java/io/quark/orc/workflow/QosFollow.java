package io.quark.orc.workflow;

import io.quark.common.model.NetRequest.CreateQosPolicy;
import io.quark.common.model.NetRequest.SyncQosPolicyRules;
import io.quark.common.model.QosPolicy;
import io.quark.common.model.WorkRequest;
import io.quark.common.model.WorkUnit;
import io.quark.common.tree.Op;
import io.quark.net.alloc.NetStep.Next;
import io.quark.net.qos.QosStatus;
import io.quark.net.qos.QosStatus.Host;
import io.quark.net.qos.QosStatus.HostState;
import io.quark.orc.workflow.Decision.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The part of work on a QoS policy that waits for hosts. They follow the policy by themselves and say so; here that is only looked at, so that
 * it makes no difference who looks, and how often. What is waited for stands in the work unit's result.
 */
final class QosFollow {

    private static final String REVISION = "revision";
    private static final int MOST_NAMED = 10;

    private final Rules rules;
    private final Moves moves;

    QosFollow(Rules rules, Moves moves) {
        this.rules = rules;
        this.moves = moves;
    }

    /** Whether that is the work unit's step. */
    static boolean isAt(OpenWork work) {
        return work.taken() && work.unit().stepsLeft().contains(Steps.FOLLOW_POLICY);
    }

    /** From now on hosts are waited for. */
    List<Op> begin(OpenWork work, Next.AwaitHosts await, Map<String, String> besides, World world) {
        Map<String, String> result = new LinkedHashMap<>(await.result());
        result.putAll(besides);
        result.put(REVISION, Integer.toString(await.revision()));
        return moves.drive(
                work,
                work.unit()
                        .change()
                        .running(world.now())
                        .result(result)
                        .steps(List.of(), List.of(Steps.FOLLOW_POLICY))
                        .build());
    }

    /** The next look at a work unit that {@link #isAt waits for hosts} to have its revision. */
    Decision next(OpenWork work, World world) {
        Optional<QosPolicy> policy = world.qosPolicy(work.target()).map(Seen::value);
        int revision = revision(work.unit());
        Optional<QosPolicy> newer = policy.filter(now -> now.revision() > revision);
        if (newer.isPresent()) {
            return end(work, Map.of("superseded_by", newer.get().op()), world);
        }
        if (work.cancelAsked()) {
            return Decision.act(Step.FINISH)
                    .ops(moves.cancel(work, work.unit().change(), world.now()))
                    .build();
        }
        Instant deadline =
                work.unit().birthedOn().orElse(work.unit().createdAt()).plus(rules.hostsFollow());
        boolean late = !world.now().isBefore(deadline);
        List<Host> concerned = concerned(work, revision, late, world);
        List<Host> missing = concerned.stream().filter(QosStatus::isMissing).toList();
        if (missing.isEmpty()) {
            return end(work, counted(concerned), world);
        }
        if (late || missing.stream().allMatch(host -> isHopeless(host, revision))) {
            String name = policy.map(QosPolicy::name).orElse(work.target());
            Map<String, String> result = new LinkedHashMap<>(work.unit().result());
            result.putAll(counted(concerned));
            return Decision.act(Step.FINISH)
                    .ops(moves.fail(
                            work,
                            work.unit().change().result(result),
                            Problems.notInForce(name, revision, missing, concerned.size()),
                            world.now()))
                    .build();
        }
        return Decision.Wait.until(earlier(deadline, world.now().plus(Rules.FOLLOW)));
    }

    /**
     * What there is to do for a policy that is to go, as long as a host carries it.
     *
     * @return empty when none does
     */
    Optional<Decision> untilDropped(OpenWork work, World world) {
        List<Host> carriers = world.qosStatus(work.target(), 0).hosts();
        if (carriers.isEmpty()) {
            return Optional.empty();
        }
        boolean held = carriers.stream().allMatch(host -> host.state() == HostState.OFFLINE);
        Optional<WorkUnit.Explanation> why = held ? Optional.of(heldBy(carriers)) : Optional.empty();
        if (why.isPresent() && !why.equals(work.unit().explain())) {
            return Optional.of(Decision.act(Step.RECORD)
                    .ops(moves.drive(
                            work, work.unit().change().explain(why.get()).build()))
                    .build());
        }
        return Optional.of(Decision.Wait.until(world.now().plus(Rules.FOLLOW)));
    }

    private static WorkUnit.Explanation heldBy(List<Host> offline) {
        String names = offline.stream().limit(MOST_NAMED).map(Host::compute).collect(Collectors.joining(", "));
        return new WorkUnit.Explanation(
                offline.size(),
                Map.of("offline", offline.size()),
                Optional.of("held by hosts that are offline and still carry it: " + names
                        + (offline.size() > MOST_NAMED ? " and " + (offline.size() - MOST_NAMED) + " more" : "")));
    }

    /** The hosts that count: all concerned, or those that were named. */
    private static List<Host> concerned(OpenWork work, int revision, boolean late, World world) {
        List<Host> all = world.qosStatus(work.target(), revision).hosts();
        List<String> named = named(work);
        if (named.isEmpty()) {
            return all;
        }
        Set<String> wanted = new HashSet<>(named);
        List<Host> hosts = new ArrayList<>(
                all.stream().filter(host -> wanted.remove(host.compute())).toList());
        if (!late && work.unit().request().orElse(null) instanceof CreateQosPolicy) {
            // Ports were given to these hosts: they will say something of the policy soon, unless the ports have gone
            // again.
            wanted.stream()
                    .sorted()
                    .map(host -> new Host(
                            host,
                            0,
                            world.sign(host).alive() ? HostState.PENDING : HostState.OFFLINE,
                            Optional.empty(),
                            0,
                            Optional.empty()))
                    .forEach(hosts::add);
        }
        return hosts;
    }

    private static List<String> named(OpenWork work) {
        WorkRequest request = work.unit().request().orElse(null);
        if (request instanceof CreateQosPolicy create) {
            return create.hosts();
        }
        return request instanceof SyncQosPolicyRules sync ? sync.hosts() : List.of();
    }

    /** Whether more of the time that is left would not help. */
    private static boolean isHopeless(Host host, int revision) {
        return host.revision() >= revision
                && (host.state() == HostState.UNSUPPORTED
                        || (host.state() == HostState.FAILED && host.attempts() >= Rules.FOLLOW_ATTEMPTS));
    }

    private static Map<String, String> counted(List<Host> hosts) {
        Map<String, String> counts = new LinkedHashMap<>();
        counts.put("hosts", Integer.toString(hosts.size()));
        counts.put("applied", count(hosts, HostState.APPLIED));
        counts.put("offline", count(hosts, HostState.OFFLINE));
        return counts;
    }

    private static String count(List<Host> hosts, HostState state) {
        return Long.toString(
                hosts.stream().filter(host -> host.state() == state).count());
    }

    private Decision end(OpenWork work, Map<String, String> more, World world) {
        Map<String, String> result = new LinkedHashMap<>(work.unit().result());
        result.putAll(more);
        return Decision.act(Step.FINISH)
                .ops(moves.succeed(work, work.unit().change().result(result).steps(List.of(), List.of()), world.now()))
                .build();
    }

    private static int revision(WorkUnit unit) {
        return Integer.parseInt(unit.result().getOrDefault(REVISION, "0"));
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
