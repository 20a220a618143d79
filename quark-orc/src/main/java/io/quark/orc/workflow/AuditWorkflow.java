package io.quark.orc.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import io.quark.common.id.Ids;
import io.quark.common.json.Json;
import io.quark.common.json.MalformedRecordException;
import io.quark.common.model.Finding;
import io.quark.common.model.MachineRequest.Audit;
import io.quark.common.model.Resources;
import io.quark.common.model.Task;
import io.quark.common.model.TaskEnd;
import io.quark.common.model.TaskKind;
import io.quark.common.model.WorkUnit;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.orc.cluster.Reservation;
import io.quark.orc.cluster.SeenTask;
import io.quark.orc.workflow.Decision.ActBuilder;
import io.quark.orc.workflow.Decision.Step;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks for broken invariants: first each host compares its hypervisor with its records, some hosts at a time; then the tree is looked at.
 * Repairs nothing. What was found so far, and the last host asked, stand in the work unit.
 */
final class AuditWorkflow implements Workflow {

    /** Hosts asked at once: each costs three operations. */
    static final int WAVE = 50;

    /** So many findings are kept whole; of the others only the number is told. */
    static final int MOST_FINDINGS = 100;

    static final String FINDINGS = "findings";
    static final String COUNT = "count";
    static final String HOSTS = "hosts";
    static final String SILENT = "silent_hosts";

    private static final String LAST = "last_host";
    private static final String ASK = "ask_hosts";
    private static final String LOOK = "look_at_tree";
    private static final int LONGEST_DETAIL = 200;
    private static final int MOST_SILENT = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration AGAIN = Duration.ofMillis(200);

    private final Moves moves;

    AuditWorkflow(Paths paths) {
        this.moves = new Moves(paths);
    }

    @Override
    public Decision next(OpenWork work, World world) {
        if (!(work.unit().request().orElse(null) instanceof Audit request)) {
            return Decision.act(Step.RECORD)
                    .ops(moves.fail(work, work.unit().change(), Problems.unreadable(work.id()), world.now()))
                    .build();
        }
        List<SeenTask> tasks = world.tasksOf(work.id());
        if (work.cancelAsked()) {
            ActBuilder act = Decision.act(Step.RECORD);
            tasks.forEach(task -> act.ops(Moves.delete(task)));
            return act.ops(moves.cancel(work, work.unit().change(), world.now()))
                    .build();
        }
        boolean looking = work.taken() && work.unit().stepsLeft().equals(List.of(LOOK));
        return looking ? look(work, world) : ask(work, request, tasks, world);
    }

    private Decision ask(OpenWork work, Audit request, List<SeenTask> tasks, World world) {
        Optional<Instant> next = tasks.stream()
                .filter(task -> !task.hasEnded() && world.now().isBefore(patience(task)))
                .map(AuditWorkflow::patience)
                .min(Instant::compareTo);
        if (next.isPresent()) {
            return Decision.Wait.until(next.get());
        }
        Report report = Report.of(work.unit().result());
        tasks.forEach(report::heard);
        String last = work.unit().result().getOrDefault(LAST, "");
        List<String> hosts = world.liveHosts().stream()
                .filter(host ->
                        request.computes().isEmpty() || request.computes().contains(host))
                .filter(host -> host.compareTo(last) > 0)
                .sorted()
                .limit(WAVE)
                .toList();
        if (!hosts.isEmpty() && !world.placing()) {
            return new Decision.Later();
        }
        ActBuilder act = Decision.act(Step.RECORD);
        tasks.forEach(task -> act.ops(Moves.delete(task)));
        hosts.forEach(host -> place(act, work, host, world));
        Map<String, String> result = report.result();
        if (!hosts.isEmpty()) {
            result.put(LAST, hosts.get(hosts.size() - 1));
        }
        WorkUnit asked = work.unit()
                .change()
                .running(world.now())
                .result(result)
                .steps(List.of(), hosts.isEmpty() ? List.of(LOOK) : List.of(ASK, LOOK))
                .build();
        return act.ops(moves.drive(work, asked)).build();
    }

    private static Instant patience(SeenTask task) {
        return task.since().plus(PATIENCE);
    }

    private void place(ActBuilder act, OpenWork work, String host, World world) {
        Task task = Task.placed(
                Ids.derived(work.id(), TaskKind.AUDIT.text(), host),
                TaskKind.AUDIT,
                work.id(),
                work.id(),
                moves.paths().shardOf(work.id()),
                world.epoch(work.id()),
                1,
                Resources.NONE,
                Optional.empty());
        act.placement(new Reservation(host, Resources.NONE))
                .ops(Op.create(moves.paths().nextTask(host, task.id()), task));
    }

    private Decision look(OpenWork work, World world) {
        Optional<List<Finding>> found = world.audit(work.id());
        if (found.isEmpty()) {
            return Decision.Wait.until(world.now().plus(AGAIN));
        }
        Report report = Report.of(work.unit().result());
        found.get().forEach(report::add);
        return Decision.act(Step.RECORD)
                .ops(moves.succeed(work, work.unit().change().result(report.result()), world.now()))
                .build();
    }

    /** What was found so far. */
    private static final class Report {
        private final List<Finding> findings = new ArrayList<>();
        private final List<String> silent = new ArrayList<>();
        private int count;
        private int hosts;

        static Report of(Map<String, String> result) {
            Report report = new Report();
            report.findings.addAll(findings(result.getOrDefault(FINDINGS, "[]")));
            report.count = Integer.parseInt(result.getOrDefault(COUNT, "0"));
            report.hosts = Integer.parseInt(result.getOrDefault(HOSTS, "0"));
            result.getOrDefault(SILENT, "")
                    .lines()
                    .filter(line -> !line.isBlank())
                    .forEach(report.silent::add);
            return report;
        }

        /** What a host has said, or that it has said nothing. */
        void heard(SeenTask task) {
            Optional<TaskEnd> end = task.task().end();
            if (end.isEmpty() || end.get().state() != TaskEnd.State.SUCCEEDED) {
                if (silent.size() < MOST_SILENT) {
                    silent.add(task.host());
                }
                return;
            }
            hosts++;
            findings(end.get().result().getOrDefault(FINDINGS, "[]")).forEach(this::add);
        }

        void add(Finding finding) {
            count++;
            if (findings.size() < MOST_FINDINGS) {
                String detail = finding.detail();
                findings.add(new Finding(
                        finding.invariant(),
                        finding.subject(),
                        detail.length() > LONGEST_DETAIL ? detail.substring(0, LONGEST_DETAIL) : detail));
            }
        }

        Map<String, String> result() {
            Map<String, String> result = new LinkedHashMap<>();
            result.put(COUNT, Integer.toString(count));
            result.put(HOSTS, Integer.toString(hosts));
            if (!silent.isEmpty()) {
                result.put(SILENT, String.join("\n", silent));
            }
            result.put(FINDINGS, Json.text(findings));
            return result;
        }

        private static List<Finding> findings(String json) {
            List<Finding> findings = new ArrayList<>();
            try {
                for (JsonNode finding : Json.tree(json.getBytes(StandardCharsets.UTF_8))) {
                    findings.add(Json.lenient().convertValue(finding, Finding.class));
                }
            } catch (MalformedRecordException | IllegalArgumentException e) {
                findings.add(new Finding("I12", "audit", "a host's findings cannot be read: " + e.getMessage()));
            }
            return findings;
        }
    }
}
