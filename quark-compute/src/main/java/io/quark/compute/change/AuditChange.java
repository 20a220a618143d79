package io.quark.compute.change;

import io.quark.common.json.Json;
import io.quark.common.model.Finding;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.Managed;
import io.quark.common.tree.Node;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeView;
import io.quark.compute.hypervisor.Domain;
import io.quark.compute.step.Step;
import io.quark.compute.step.StepGraph;
import io.quark.compute.task.Census;
import io.quark.compute.task.ChangeOrder;
import io.quark.compute.task.ChangePlan;
import io.quark.compute.task.HostChange;
import io.quark.compute.task.Needs;
import io.quark.compute.task.Workplace;
import io.quark.compute.tree.Tree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Says where the hypervisor and this host's records disagree (I9); changes nothing. What something is being done for is left out, and
 * what is found must be found twice: the daemon may be about to see to it.
 */
final class AuditChange implements HostChange {

    static final String FINDINGS = "findings";
    static final int MOST = 100;

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

    @Override
    public Needs needs() {
        return Needs.NOTHING.anyNumber();
    }

    @Override
    public CompletableFuture<ChangePlan> plan(ChangeOrder order) {
        Found found = new Found();
        Step compare = Step.forward("compare", () -> twice(order.at()).thenAccept(all -> found.all = all));
        return CompletableFuture.completedFuture(ChangePlan.of(StepGraph.chain(List.of(compare)), List::of)
                .telling(() -> Map.of(FINDINGS, text(found.all))));
    }

    private static final class Found {
        private volatile List<Finding> all = List.of();
    }

    private static String text(List<Finding> findings) {
        return Json.text(findings.subList(0, Math.min(MOST, findings.size())));
    }

    private static CompletableFuture<List<Finding>> twice(Workplace at) {
        return look(at).thenCompose(first -> {
            if (first.isEmpty()) {
                return CompletableFuture.completedFuture(first);
            }
            CompletableFuture<Void> pause = new CompletableFuture<>();
            at.loop().after(BETWEEN_LOOKS, () -> pause.complete(null));
            return pause.thenCompose(nothing -> look(at))
                    .thenApply(second -> second.stream().filter(first::contains).toList());
        });
    }

    private static CompletableFuture<List<Finding>> look(Workplace at) {
        CompletableFuture<List<Domain>> domains = at.hypervisor().domains();
        CompletableFuture<Set<String>> wired = at.wiring().instances();
        CompletableFuture<List<Finding>> answer = new CompletableFuture<>();
        at.loop().when(CompletableFuture.allOf(domains, wired), (nothing, failure) -> {
            if (failure != null) {
                answer.completeExceptionally(failure);
            } else {
                answer.complete(compare(at, domains.join(), wired.join()));
            }
        });
        return answer;
    }

    private static List<Finding> compare(Workplace at, List<Domain> domains, Set<String> wired) {
        TreeView view = at.tree().view();
        Paths paths = at.tree().paths();
        Set<String> managed = Set.copyOf(view.children(paths.managing(at.host())));
        Map<String, Managed> machines = new HashMap<>();
        for (String id : managed) {
            view.get(paths.managed(at.host(), id))
                    .map(node -> node.as(Managed.class))
                    .filter(Managed::isMachine)
                    .ifPresent(it -> machines.put(id, it));
        }
        Census census = Census.of(domains, wired, managed, machines, busy(at));
        List<Finding> findings = new ArrayList<>();
        census.strangers().forEach((id, domain) -> findings.add(finding(at, id, stranger(domain))));
        machines.forEach((id, machine) -> {
            MachineStatus recorded = machine.status();
            MachineStatus real = census.statuses().getOrDefault(id, recorded);
            if (real != recorded) {
                findings.add(finding(at, id, "it is recorded as " + recorded.text() + ", and is " + real.text()));
            } else if (real == MachineStatus.MISSING) {
                findings.add(finding(at, id, "its domain is gone"));
            }
        });
        return findings;
    }

    private static String stranger(Optional<Domain> domain) {
        return domain.isPresent()
                ? "a domain is here that no record of this host names"
                : "it has interfaces here, but no record of this host names it";
    }

    /** The instances for which something is being done here. */
    private static Set<String> busy(Workplace at) {
        TreeView view = at.tree().view();
        Paths paths = at.tree().paths();
        Set<String> busy = new HashSet<>();
        for (String parent : List.of(paths.nextTasks(at.host()), paths.activeTasks(at.host()))) {
            for (String id : view.children(parent)) {
                view.get(parent + "/" + id).flatMap(AuditChange::instance).ifPresent(busy::add);
            }
        }
        return busy;
    }

    private static Optional<String> instance(Node node) {
        return Tree.task(node).filter(task -> !task.hasEnded()).map(task -> task.instance());
    }

    private static Finding finding(Workplace at, String instance, String detail) {
        return new Finding("I9", at.host() + "/" + instance, detail);
    }
}
