package io.quark.api.compute;

import com.fasterxml.jackson.databind.JsonNode;
import io.quark.api.compute.ComputeAnswer.MachineAnswer;
import io.quark.api.compute.ComputeAnswer.TaskAnswer;
import io.quark.api.view.Cluster;
import io.quark.common.json.Json;
import io.quark.common.model.Alive;
import io.quark.common.model.ComputeSelf;
import io.quark.common.model.Managed;
import io.quark.common.model.Resources;
import io.quark.common.model.Task;
import io.quark.common.tree.Node;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Shows computes. What is free is derived here as everywhere: capacity less what tasks and machines consume. Thread safe. */
public final class ComputeView {

    private static final String DOWN = "down";

    private final TreeView view;
    private final Paths paths;

    public ComputeView(Cluster cluster) {
        this.view = cluster.view();
        this.paths = cluster.paths();
    }

    /** The compute of that name; empty where there is none. */
    public Optional<ComputeAnswer> show(String name) {
        if (view.get(paths.compute(name)).isEmpty()) {
            return Optional.empty();
        }
        Optional<ComputeSelf> self = record(paths.self(name)).map(node -> node.as(ComputeSelf.class));
        Optional<Alive> alive = record(paths.alive(name)).map(node -> node.as(Alive.class));
        Optional<JsonNode> applied = record(paths.applied(name)).map(node -> Json.tree(node.data()));
        List<TaskAnswer> tasks = new ArrayList<>();
        records(paths.nextTasks(name)).forEach(node -> tasks.add(task(node, false)));
        records(paths.activeTasks(name)).forEach(node -> tasks.add(task(node, true)));
        List<MachineAnswer> machines =
                records(paths.managing(name)).stream().map(ComputeView::machine).toList();
        Resources capacity = self.map(ComputeSelf::capacity).orElse(Resources.NONE);
        Resources used = tasks.stream().map(TaskAnswer::consumes).reduce(Resources.NONE, Resources::plus);
        used = machines.stream().map(MachineAnswer::consumes).reduce(used, Resources::plus);
        return Optional.of(new ComputeAnswer(
                name,
                alive.isPresent() ? self.map(ComputeSelf::state).orElse(DOWN) : DOWN,
                alive.isPresent(),
                alive.map(Alive::since),
                self,
                capacity,
                self.isPresent() ? capacity.minus(used) : Resources.NONE,
                tasks,
                machines,
                applied));
    }

    private Optional<Node> record(String path) {
        return view.get(path).filter(Cluster::hasRecord);
    }

    private List<Node> records(String parent) {
        return new TreeSet<>(view.children(parent))
                .stream()
                        .flatMap(child -> record(parent + "/" + child).stream())
                        .toList();
    }

    private static TaskAnswer task(Node node, boolean taken) {
        Task task = node.as(Task.class);
        String state = taken ? "active" : "next";
        return new TaskAnswer(
                task.id(),
                task.kind(),
                task.hasEnded() ? "ended" : state,
                task.workUnit(),
                task.instance(),
                task.birthedOn(),
                task.stepsCompleted(),
                task.stepsLeft(),
                task.consumes());
    }

    private static MachineAnswer machine(Node node) {
        Managed managed = node.as(Managed.class);
        return new MachineAnswer(
                Paths.lastPart(node.path()),
                managed.name(),
                managed.status(),
                managed.kind(),
                managed.birthedOn(),
                managed.consumes());
    }
}
