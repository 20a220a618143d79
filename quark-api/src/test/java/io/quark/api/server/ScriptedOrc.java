package io.quark.api.server;

import io.quark.common.json.Json;
import io.quark.common.model.Boot;
import io.quark.common.model.Finding;
import io.quark.common.model.Image;
import io.quark.common.model.Instance;
import io.quark.common.model.MachineRequest;
import io.quark.common.model.MachineRequest.Audit;
import io.quark.common.model.Port;
import io.quark.common.model.Problem;
import io.quark.common.model.WorkRequest.BuildInstance;
import io.quark.common.model.WorkRequest.CreateImage;
import io.quark.common.model.WorkRequest.DeleteImage;
import io.quark.common.model.WorkRequest.DeleteInstance;
import io.quark.common.model.WorkRequest.FillImage;
import io.quark.common.model.WorkRequest.UpdateInstance;
import io.quark.common.model.WorkUnit;
import io.quark.common.testing.LaidOutTree;
import io.quark.common.tree.Commit;
import io.quark.common.tree.Node;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.common.tree.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Stands in for an orc: takes each waiting work unit up and ends it, by the simplest records that could follow. Holds still while paused. */
final class ScriptedOrc implements AutoCloseable {

    private final LaidOutTree tree;
    private final Paths paths;
    private final ScriptedNet net;
    private final ScriptedMachines machines;
    private final Thread thread;
    private volatile boolean paused;
    private volatile boolean closed;
    private volatile Optional<Problem> failure = Optional.empty();

    ScriptedOrc(LaidOutTree tree) {
        this.tree = tree;
        this.paths = tree.paths();
        this.net = new ScriptedNet(tree);
        this.machines = new ScriptedMachines(tree);
        this.thread = new Thread(this::run, "scripted-orc");
        thread.setDaemon(true);
        thread.start();
    }

    void pause() {
        paused = true;
    }

    void resume() {
        paused = false;
    }

    /** From now on every work unit fails with this problem, or none does. */
    void fail(Optional<Problem> why) {
        failure = why;
    }

    private void run() {
        while (!closed) {
            try {
                for (int shard = 0; shard < paths.shards() && !paused; shard++) {
                    for (String unit : inOrderOfArrival(shard)) {
                        end(unit);
                    }
                }
                Thread.sleep(10);
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                if (!closed) {
                    e.printStackTrace();
                }
            }
        }
    }

    private List<String> inOrderOfArrival(int shard) {
        List<String> units = tree.children(paths.nextWorkUnits(shard));
        return units.size() < 2
                ? units
                : units.stream()
                        .flatMap(unit -> tree.node(paths.nextWorkUnit(unit)).stream())
                        .sorted(Comparator.comparing(Node::createdZxid))
                        .map(node -> Paths.lastPart(node.path()))
                        .toList();
    }

    private void end(String id) {
        Optional<Node> node = tree.node(paths.nextWorkUnit(id));
        if (node.isEmpty() || paused) {
            return;
        }
        WorkUnit work = node.get().as(WorkUnit.class);
        if (work.request().orElse(null) instanceof MachineRequest.Group group && !haveEnded(group)) {
            return;
        }
        boolean cancelled = tree.node(paths.cancel(id)).isPresent();
        if (!cancelled && failure.isEmpty() && ScriptedNet.does(work.request().orElseThrow())) {
            net.end(work);
            return;
        }
        List<Op> ops = new ArrayList<>();
        WorkUnit.State state = WorkUnit.State.SUCCEEDED;
        if (cancelled) {
            ops.add(Op.delete(paths.cancel(id), Op.ANY_VERSION));
            state = WorkUnit.State.CANCELLED;
        } else if (failure.isPresent()) {
            state = WorkUnit.State.FAILED;
        } else {
            ops.addAll(done(work));
        }
        var ended = work.change().ended(state, Instant.now());
        if (state == WorkUnit.State.FAILED) {
            ended.error(failure.get());
        }
        if (work.request().orElseThrow() instanceof Audit audit) {
            Finding finding = new Finding("I4", "/quark/net", "held by nothing");
            ended.result(Map.of(
                    "count",
                    "1",
                    "hosts",
                    Integer.toString(audit.computes().size()),
                    "silent_hosts",
                    "c7",
                    "findings",
                    Json.text(List.of(finding))));
        }
        if (work.parent().isPresent()) {
            ops.add(Op.set(paths.groupChild(work.parent().get(), id), Map.of("state", state.text()), Op.ANY_VERSION));
        }
        ops.add(Op.delete(paths.nextWorkUnit(id), Op.ANY_VERSION));
        ops.add(Op.create(paths.doneWorkUnit(id), ended.build()));
        Commit outcome = tree.session().commit(new Transaction(ops)).join();
        if (!(outcome instanceof Commit.Committed)) {
            throw new IllegalStateException(work.kind() + ": " + outcome);
        }
    }

    private boolean haveEnded(MachineRequest.Group group) {
        return group.children().stream()
                .allMatch(child -> tree.node(paths.doneWorkUnit(child)).isPresent());
    }

    private List<Op> done(WorkUnit work) {
        String target = work.target().id();
        Object request = work.request().orElseThrow();
        if (request instanceof Audit) {
            return List.of();
        }
        if (request instanceof BuildInstance build) {
            return List.of(Op.create(paths.instance(target), instance(work, build)));
        }
        if (request instanceof UpdateInstance update) {
            Node node = tree.node(paths.instance(target)).orElseThrow();
            return List.of(Op.set(node.path(), renamed(node.as(Instance.class), update), node.version()));
        }
        if (request instanceof DeleteInstance) {
            return tree.node(paths.instance(target)).isPresent()
                    ? List.of(Op.delete(paths.instance(target), Op.ANY_VERSION))
                    : List.of();
        }
        if (request instanceof CreateImage create) {
            return named(
                    "image",
                    create.image().project(),
                    create.image().name(),
                    create.image().id(),
                    List.of(Op.create(paths.image(target), create.image())));
        }
        if (request instanceof FillImage fill) {
            Node node = tree.node(paths.image(target)).orElseThrow();
            Image was = node.as(Image.class);
            return List.of(Op.set(
                    node.path(),
                    new Image(
                            was.id(),
                            was.name(),
                            was.project(),
                            was.format(),
                            fill.files(),
                            was.cmdline(),
                            Image.Status.READY,
                            was.createdAt(),
                            work.id()),
                    node.version()));
        }
        if (request instanceof DeleteImage) {
            return List.of(Op.delete(paths.image(target), Op.ANY_VERSION));
        }
        if (request instanceof MachineRequest.Group) {
            return List.of();
        }
        if (request instanceof MachineRequest machine) {
            return machines.done(work, machine);
        }
        throw new IllegalStateException("not scripted: " + request);
    }

    private List<Op> named(String type, String project, String name, String id, List<Op> rest) {
        List<Op> ops = new ArrayList<>();
        if (tree.node(paths.namesOf(type, project)).isEmpty()) {
            ops.add(Op.createEmpty(paths.namesOf(type, project)));
        }
        ops.add(Op.create(paths.name(type, project, name), Map.of("id", id)));
        ops.addAll(rest);
        return ops;
    }

    /** Puts a port of a device on a network. */
    void addPort(String network, Port port) {
        tree.commit(Op.create(paths.port(network, port.id()), port));
    }

    private static Instance instance(WorkUnit work, BuildInstance build) {
        Boot boot = new Boot(
                build.boot().image(), build.boot().files(), build.boot().cmdline());
        return Instance.building(
                        work.target().id(),
                        work.project(),
                        build.spec(),
                        boot,
                        "c1",
                        List.of(),
                        work.id(),
                        work.createdAt(),
                        0)
                .change()
                .workUnit(Optional.empty())
                .status(Instance.Status.ACTIVE)
                .build();
    }

    private static Instance renamed(Instance was, UpdateInstance update) {
        return was.change().wanted().name(update.name().orElse(was.name())).build();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        net.close();
    }
}
