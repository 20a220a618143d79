package io.quark.orc.workflow;

import io.quark.common.id.Ids;
import io.quark.common.json.Json;
import io.quark.common.model.ChildEnd;
import io.quark.common.model.Flavor;
import io.quark.common.model.Image;
import io.quark.common.model.Instance;
import io.quark.common.model.Managed;
import io.quark.common.model.Nic;
import io.quark.common.model.Segment;
import io.quark.common.model.Snapshot;
import io.quark.common.model.Target;
import io.quark.common.model.Task;
import io.quark.common.model.Volume;
import io.quark.common.model.WorkRequest;
import io.quark.common.model.WorkUnit;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.net.alloc.NicsRequest;
import io.quark.net.alloc.Plan;
import io.quark.orc.cluster.ManagedRecord;
import io.quark.orc.cluster.SeenTask;
import io.quark.orc.cluster.TaskRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * A tree on paper: decisions are carried out on it at once, and each must fit, for nobody else writes. What is written is what the {@link FakeWorld} shows from
 * then on. Hosts do nothing by themselves: see {@link PaperHost}.
 */
final class Paper {

    static final Paths PATHS = FakeWorld.PATHS;

    final FakeWorld world = new FakeWorld();
    final Workflows workflows = new Workflows(FakeWorld.RULES, PATHS);
    private final Afterwards afterwards = new Afterwards(PATHS);
    private final TreeMap<String, Sheet> sheets = new TreeMap<>();
    private final Map<String, Integer> arrivals = new HashMap<>();
    private int asked = 0;

    /** One node. What was read of it once is kept: most of them are looked at again and again. */
    private static final class Sheet {
        private final byte[] data;
        private final int version;
        private final Map<Class<?>, Object> read = new HashMap<>();

        Sheet(byte[] data, int version) {
            this.data = data;
            this.version = version;
        }

        <T> T as(Class<T> type) {
            return type.cast(read.computeIfAbsent(type, known -> Json.read(data, type)));
        }
    }

    Paper() {
        world.planner = Optional.of(Paper::plan);
        world.releaser = Optional.of(instance -> instance.nics().stream()
                .filter(nic -> sheets.containsKey(claim(nic.port())))
                .map(nic -> Op.delete(claim(nic.port()), Op.ANY_VERSION))
                .toList());
    }

    static String claim(String port) {
        return "/quark/claims/" + port;
    }

    private static Plan plan(NicsRequest request) {
        List<Nic> nics = new ArrayList<>();
        for (int i = 0; i < request.nics().size(); i++) {
            nics.add(new Nic(
                    NicsRequest.portId(request.workUnit(), i),
                    new Nic.NicNetwork("n", "n", "bridge", Segment.FLAT, 1500),
                    "02:00:00:00:00:01",
                    List.of(),
                    Optional.empty(),
                    List.of()));
        }
        return new Plan.Planned(
                nics,
                nics.stream().map(nic -> Op.createEmpty(claim(nic.port()))).toList(),
                0);
    }

    // --- asking

    String id(String name) {
        return Ids.derived(name);
    }

    /** Asks for work in the shard of its target; returns its id. */
    String ask(WorkRequest request, String type, String target) {
        return ask(request, type, target, UnaryOperator.identity());
    }

    String ask(WorkRequest request, String type, String target, UnaryOperator<WorkUnit> also) {
        String work = Ids.inShard(Ids.derived("work", Integer.toString(asked++)), PATHS.shardOf(target), 16);
        write(
                PATHS.nextWorkUnit(work),
                also.apply(WorkUnit.accepted(
                        work, "acme", new Target(type, target, "web-1"), request, Optional.empty(), world.now)));
        return work;
    }

    void cancel(String work) {
        if (world.open.containsKey(work) && !sheets.containsKey(PATHS.cancel(work))) {
            write(PATHS.cancel(work), Map.of());
        }
    }

    /** What became of it; empty while it is open. */
    Optional<WorkUnit> done(String work) {
        return read(PATHS.doneWorkUnit(work), WorkUnit.class);
    }

    // --- the tree

    void write(String path, Object record) {
        int version = Optional.ofNullable(sheets.get(path))
                        .map(sheet -> sheet.version)
                        .orElse(-1)
                + 1;
        sheets.put(path, new Sheet(Json.bytes(record), version));
        refresh();
    }

    void writeEmpty(String path) {
        sheets.put(path, new Sheet(new byte[0], 0));
        refresh();
    }

    void remove(String path) {
        sheets.remove(path);
        refresh();
    }

    <T> Optional<T> read(String path, Class<T> type) {
        return Optional.ofNullable(sheets.get(path)).map(sheet -> sheet.as(type));
    }

    boolean has(String path) {
        return sheets.containsKey(path);
    }

    List<String> paths(String form) {
        return sheets.keySet().stream().filter(path -> path.matches(form)).toList();
    }

    <T> List<T> all(String form, Class<T> type) {
        return paths(form).stream().flatMap(path -> read(path, type).stream()).toList();
    }

    /** All or nothing; what does not fit is a wrong decision. */
    void carryOut(Decision.Act act) {
        TreeMap<String, Sheet> before = new TreeMap<>(sheets);
        try {
            act.ops().forEach(this::carryOut);
        } catch (AssertionError e) {
            sheets.clear();
            sheets.putAll(before);
            throw new AssertionError(e.getMessage() + " in " + act.step() + " " + act.ops(), e);
        }
        refresh();
    }

    private void carryOut(Op op) {
        if (op.path().startsWith("/place/")) {
            return;
        }
        Sheet was = sheets.get(op.path());
        if (op instanceof Op.Create create) {
            require(was == null, "is there already: " + op);
            sheets.put(op.path(), new Sheet(create.data(), 0));
            return;
        }
        require(was != null, "is not there: " + op);
        int version = op instanceof Op.Set set
                ? set.version()
                : op instanceof Op.Delete delete ? delete.version() : ((Op.Check) op).version();
        require(version == Op.ANY_VERSION || version == was.version, "was changed: " + op);
        if (op instanceof Op.Set set) {
            sheets.put(op.path(), new Sheet(set.data(), was.version + 1));
        } else if (op instanceof Op.Delete) {
            sheets.remove(op.path());
        }
    }

    private static void require(boolean fits, String what) {
        if (!fits) {
            throw new AssertionError(what);
        }
    }

    // --- deciding

    /** Decides what can be decided, until there is nothing more. */
    void settle() {
        for (int round = 0; round < 200; round++) {
            boolean something = false;
            for (String work : List.copyOf(world.open.keySet())) {
                something |= decide(work);
            }
            for (String work : ended()) {
                something |= apply(afterwards.next(work, has(PATHS.cancel(work)), world));
            }
            if (!something) {
                return;
            }
        }
        throw new AssertionError("it does not come to rest: " + world.open);
    }

    /** Decides once; tells whether something came of it. */
    boolean decide(String work) {
        OpenWork open = world.open.get(work);
        return open != null && apply(workflows.next(open, world));
    }

    private boolean apply(Decision decision) {
        if (decision instanceof Decision.Act act) {
            carryOut(act);
            return true;
        }
        return false;
    }

    /** Work units that have ended, and of which something is left. */
    private List<String> ended() {
        List<String> left = new ArrayList<>();
        world.tasks.forEach(task -> left.add(task.task().workUnit()));
        paths(".*/cancels/[^/]+").forEach(path -> left.add(Paths.lastPart(path)));
        return left.stream()
                .distinct()
                .filter(work -> !world.open.containsKey(work))
                .toList();
    }

    // --- what is seen

    private void refresh() {
        keep(world.instances, PATHS.instances(), Instance.class);
        keep(world.volumes, PATHS.volumes(), Volume.class);
        keep(world.snapshots, PATHS.snapshots(), Snapshot.class);
        keep(world.images, PATHS.images(), Image.class);
        keep(world.flavors, PATHS.flavors(), Flavor.class);
        world.names.clear();
        below(PATHS.names())
                .forEach((path, sheet) -> world.names.put(
                        path.substring(PATHS.names().length() + 1),
                        Json.tree(sheet.data).path("id").asText()));
        computes();
        work();
        world.groups.clear();
        sheets.forEach((path, sheet) -> {
            if (!path.contains("/groups/")) {
                return;
            }
            if (path.matches(".*/groups/[^/]+")) {
                world.groups.computeIfAbsent(Paths.lastPart(path), id -> new TreeMap<>());
            } else if (path.matches(".*/groups/[^/]+/[^/]+")) {
                String group = Paths.lastPart(Paths.parent(path).orElseThrow());
                world.groups
                        .computeIfAbsent(group, id -> new TreeMap<>())
                        .put(
                                Paths.lastPart(path),
                                sheet.data.length == 0 ? Optional.empty() : Optional.of(sheet.as(ChildEnd.class)));
            }
        });
    }

    private void computes() {
        world.tasks.clear();
        world.whole.clear();
        world.machines.clear();
        below(PATHS.computes()).forEach((path, sheet) -> {
            List<String> parts = PATHS.parts(path);
            String host = parts.get(1);
            if (parts.get(2).equals("managing")) {
                Managed managed = sheet.as(Managed.class);
                world.machines.put(
                        host + "/" + parts.get(3),
                        new ManagedRecord(managed.consumes(), managed.status(), managed.fault(), managed.wanted()));
                return;
            }
            Task task = sheet.as(Task.class);
            world.whole.put(task.id(), task);
            world.tasks.add(new SeenTask(
                    host,
                    path,
                    parts.get(2).equals("active_tasks"),
                    sheet.version,
                    FakeWorld.START,
                    sheet.as(TaskRecord.class)));
        });
    }

    private void work() {
        Map<String, OpenWork> open = new LinkedHashMap<>();
        sheets.forEach((path, sheet) -> {
            if (path.startsWith(PATHS.orcShards()) && path.contains("_tasks/")) {
                WorkUnit unit = sheet.as(WorkUnit.class);
                arrivals.putIfAbsent(unit.id(), arrivals.size());
                open.put(
                        unit.id(),
                        new OpenWork(
                                unit,
                                path.contains("/active_tasks/"),
                                sheet.version,
                                sheets.containsKey(PATHS.cancel(unit.id()))));
            }
        });
        world.open.clear();
        open.values().stream()
                .sorted(Comparator.comparing((OpenWork work) -> !work.taken())
                        .thenComparing(work -> arrivals.get(work.id())))
                .forEach(work -> world.open.put(work.id(), work));
    }

    private <T> void keep(Map<String, Seen<T>> map, String root, Class<T> type) {
        map.clear();
        below(root).forEach((path, sheet) -> map.put(Paths.lastPart(path), new Seen<>(sheet.as(type), sheet.version)));
    }

    private Map<String, Sheet> below(String root) {
        return sheets.subMap(root + "/", root + "0");
    }
}
