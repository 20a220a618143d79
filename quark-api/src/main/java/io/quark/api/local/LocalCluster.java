package io.quark.api.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.quark.common.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A whole Quark of separate processes on loopback: ZooKeeper with its data on disk, orcs, apis, and computes: simulated
 * ones in one process, or one on libvirt here, or one on each of some hosts. It outlives whoever started it and is found again by its directory.
 *
 * <p>Not thread safe; two processes that use one directory at once are kept apart by a lock.
 */
public final class LocalCluster {

    public static final String ZOOKEEPER = "zookeeper";
    public static final String ORC = "orc";
    public static final String API = "api";
    public static final String COMPUTE = "compute";

    private static final Duration READY_WITHIN = Duration.ofMinutes(3);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(15);

    private final Path dir;
    private final Programs programs;
    private ClusterState state;

    private LocalCluster(Path dir, ClusterState state) {
        this.dir = dir;
        this.state = state;
        this.programs = new Programs(dir, Programs.classPath());
    }

    /**
     * Starts what the plan says and returns when all of it is ready. What already runs there stays; what is missing is
     * started again.
     *
     * @throws LocalClusterException if another plan runs there, or a process does not get ready
     */
    public static LocalCluster up(Path directory, ClusterPlan plan) {
        Path dir = directory.toAbsolutePath().normalize();
        try {
            Files.createDirectories(dir.resolve("logs"));
            try (FileChannel channel = lockFile(dir)) {
                channel.lock(); // until the channel is closed
                LocalCluster cluster = new LocalCluster(dir, stateFor(dir, plan));
                cluster.startOrEndAll();
                return cluster;
            }
        } catch (IOException e) {
            throw new LocalClusterException("cannot start a Quark in " + dir + ": " + e.getMessage(), e);
        }
    }

    /** The Quark of that directory, if one was started there and not ended. */
    public static Optional<LocalCluster> at(Path directory) {
        Path dir = directory.toAbsolutePath().normalize();
        try {
            return ClusterState.read(dir).map(state -> new LocalCluster(dir, state));
        } catch (IOException e) {
            throw new LocalClusterException("cannot read " + dir + ": " + e.getMessage(), e);
        }
    }

    /** Ends every process, in an order in which each can still say good-bye. Its data stays. */
    public void down() {
        List<String> order = List.of(API, COMPUTE, ORC, ZOOKEEPER);
        for (String role : order) {
            List<LocalProcess> those = processes(role);
            those.parallelStream().forEach(process -> process.stop(STOP_WITHIN));
        }
        try {
            ClusterState.forget(dir);
        } catch (IOException e) {
            throw new LocalClusterException("cannot forget " + dir, e);
        }
    }

    public Path dir() {
        return dir;
    }

    public ClusterPlan plan() {
        return state.plan();
    }

    /** The address of each api. */
    public List<String> urls() {
        return state.apiPorts().stream().map(port -> "http://127.0.0.1:" + port).toList();
    }

    public String zookeeperConnect() {
        return "127.0.0.1:" + state.zookeeperPort();
    }

    public List<LocalProcess> processes() {
        return state.processes();
    }

    public List<LocalProcess> processes(String role) {
        return state.processes().stream().filter(p -> p.role().equals(role)).toList();
    }

    /** The process of that name, e.g. {@code orc-1}. */
    public LocalProcess process(String name) {
        return state.processes().stream()
                .filter(p -> p.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no process " + name));
    }

    /** Where a process writes its log. */
    public Path log(String name) {
        return dir.resolve("logs").resolve(name + ".log");
    }

    /** Starts a process that has ended again, with additional settings, and waits until it is ready. */
    public LocalProcess restart(String name, Map<String, String> settings) {
        LocalProcess process = restartWithoutWaiting(name, settings);
        awaitReady(process);
        return process;
    }

    public LocalProcess restart(String name) {
        return restart(name, Map.of());
    }

    /** As {@link #restart(String, Map)}, for a process that may end before it is ready. */
    public LocalProcess restartWithoutWaiting(String name, Map<String, String> settings) {
        LocalProcess old = process(name);
        old.kill();
        try {
            return start(old.role(), name, settings);
        } catch (IOException e) {
            throw new LocalClusterException("cannot start " + name + ": " + e.getMessage(), e);
        }
    }

    public void awaitReady(LocalProcess process) {
        if (process.role().equals(ZOOKEEPER)) {
            Patience.await(READY_WITHIN, "ZooKeeper", () -> answers(state.zookeeperPort()));
        } else {
            Patience.await(READY_WITHIN, process.name() + " (" + log(process.name()) + ")", () -> {
                if (!process.isAlive()) {
                    throw new LocalClusterException(
                            process.name() + " ended instead of getting ready:\n" + Logs.tail(log(process.name())));
                }
                return Files.exists(readyFile(process.name()));
            });
        }
    }

    /** What a process wrote when it got ready: role, name, pid, urls. */
    public JsonNode ready(String name) {
        try {
            return Json.tree(Files.readAllBytes(readyFile(name)));
        } catch (IOException e) {
            throw new LocalClusterException(name + " is not ready", e);
        }
    }

    private static ClusterState stateFor(Path dir, ClusterPlan plan) throws IOException {
        Optional<ClusterState> there = ClusterState.read(dir);
        if (there.isPresent()) {
            boolean runs = there.get().processes().stream().anyMatch(LocalProcess::isAlive);
            if (there.get().plan().equals(plan)) {
                return there.get();
            }
            if (runs) {
                throw new LocalClusterException("another Quark runs in " + dir + ": end it with quark down --dir " + dir
                        + ", or give another --dir");
            }
        }
        List<Integer> apiPorts = new ArrayList<>();
        for (int i = 0; i < plan.apis(); i++) {
            apiPorts.add(FreePorts.ofApi(plan.settingsOf(API), i));
        }
        return new ClusterState(plan, FreePorts.any(), apiPorts, List.of());
    }

    /** Half a Quark helps nobody: if a part does not get ready, what runs is ended. */
    private void startOrEndAll() throws IOException {
        boolean ready = false;
        try {
            startMissing();
            ready = true;
        } finally {
            if (!ready) {
                down();
            }
        }
    }

    private void startMissing() throws IOException {
        ensure(ZOOKEEPER, ZOOKEEPER);
        awaitReady(process(ZOOKEEPER));
        for (int i = 1; i <= state.plan().orcs(); i++) {
            ensure(ORC, "orc-" + i);
        }
        for (int i = 1; i <= state.plan().apis(); i++) {
            ensure(API, "api-" + i);
        }
        for (String name : state.plan().computeProcesses()) {
            ensure(COMPUTE, name);
        }
        for (LocalProcess process : processes()) {
            awaitReady(process);
        }
    }

    private void ensure(String role, String name) throws IOException {
        boolean runs = state.processes().stream().anyMatch(p -> p.name().equals(name) && p.isAlive());
        if (!runs) {
            start(role, name, Map.of());
        }
    }

    private LocalProcess start(String role, String name, Map<String, String> more) throws IOException {
        Files.deleteIfExists(readyFile(name));
        List<String> command = new ArrayList<>();
        state.plan().hostOf(name).ifPresent(host -> command.addAll(host.launcher()));
        command.addAll(
                role.equals(ZOOKEEPER)
                        ? programs.zookeeper(state.zookeeperPort())
                        : programs.daemon(role, heap(role), settings(role, name, more), readyFile(name)));
        LocalProcess process = LocalProcess.start(role, name, command, log(name));
        List<LocalProcess> all = new ArrayList<>(state.processes());
        all.removeIf(p -> p.name().equals(name));
        all.add(process);
        state = new ClusterState(state.plan(), state.zookeeperPort(), state.apiPorts(), all);
        state.write(dir);
        return process;
    }

    private Map<String, String> settings(String role, String name, Map<String, String> more) throws IOException {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("zookeeper.connect", zookeeperConnect());
        settings.put("zookeeper.session_timeout_ms", "6000");
        Path images = Files.createDirectories(dir.resolve("images"));
        switch (role) {
            case ORC -> settings.put("name", name);
            case API -> {
                settings.put("images.dir", images.toString());
                // Whoever tries it out wants to see an address come back without waiting for minutes.
                settings.put("net.min_reuse_after_s", "0");
            }
            case COMPUTE -> settings.putAll(computeSettings(name));
            default -> throw new IllegalArgumentException(role);
        }
        settings.putAll(state.plan().settingsOf(role));
        if (role.equals(API)) {
            int index = Integer.parseInt(name.substring(name.lastIndexOf('-') + 1)) - 1;
            settings.put(FreePorts.OF_API, Integer.toString(state.apiPorts().get(index)));
        }
        state.plan().hostOf(name).ifPresent(host -> settings.putAll(host.settings()));
        settings.putAll(more);
        return settings;
    }

    private Map<String, String> computeSettings(String process) throws IOException {
        Map<String, String> settings = new LinkedHashMap<>();
        Path home = Files.createDirectories(dir.resolve(process));
        settings.put("state_dir", home.resolve("state").toString());
        settings.put("storage_dir", home.resolve("storage").toString());
        if (state.plan().simulate() > 0) {
            settings.put("hypervisor", "sim");
            settings.put("sim.count", Integer.toString(state.plan().simulate()));
        } else {
            settings.put(
                    "name", state.plan().hostOf(process).map(HostPlan::name).orElse("c1"));
            settings.put("hypervisor", "libvirt");
            settings.put("libvirt.uri", state.plan().libvirtUri());
        }
        return settings;
    }

    private String heap(String role) {
        boolean large = state.plan().simulate() > 100;
        return switch (role) {
            case COMPUTE -> large ? "-Xmx1g" : "-Xmx256m";
            default -> large ? "-Xmx768m" : "-Xmx256m";
        };
    }

    private Path readyFile(String name) {
        return dir.resolve(name + ".ready.json");
    }

    private static FileChannel lockFile(Path dir) throws IOException {
        return FileChannel.open(dir.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
