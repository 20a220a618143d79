package io.quark.compute.host;

import io.quark.common.id.Ids;
import io.quark.common.model.ComputeSelf.NetworkFacts;
import io.quark.compute.config.ComputeConfig;
import io.quark.compute.config.NetConfig;
import io.quark.compute.hypervisor.Pool;
import io.quark.compute.hypervisor.Storage;
import io.quark.compute.libvirt.CallTimer;
import io.quark.compute.libvirt.LibvirtHypervisor;
import io.quark.compute.nic.NicFiles;
import io.quark.compute.nic.Regulation;
import io.quark.compute.nic.Wiring;
import io.quark.compute.seed.VendorData;
import io.quark.compute.storage.DiskStorage;
import io.quark.compute.storage.EvictionListener;
import io.quark.compute.storage.RecordedStorage;
import io.quark.compute.task.BegunChanges;
import io.quark.compute.task.BegunFiles;
import io.quark.net.host.BridgeProvider;
import io.quark.net.host.DriverException;
import io.quark.net.host.Drivers;
import io.quark.net.host.Plugin;
import io.quark.net.host.RecordingDriver;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The one host that libvirt stands for. */
public final class LibvirtHosts implements Hosts {

    /** Drivers wait for the kernel, seldom for long. */
    private static final int WIRING_THREADS = 2;

    /** Apart, so that new machines need not wait until old ones are as they should be. */
    private static final int REGULATING_THREADS = 2;

    private static final String BRIDGE = "bridge";

    /** The drivers that join networks of the host, and what they are told of it. */
    private static final List<String> JOINING = List.of(BRIDGE, "ovs");

    private static final String TUNNEL = "tunnel";
    private static final String PHYSICAL = "physical.";

    /** The driver for hypervisors without privileges. */
    private static final String USER_MODE = "user";

    /** What libvirt's test driver says to have: enough for any test. */
    private static final long TEST_STORAGE_MIB = 1024L * 1024;

    private final LibvirtHypervisor hypervisor;
    private final Storage storage;
    private final Optional<DiskStorage> disks;
    private final Networking networking;
    private final BegunChanges begun;
    private final ExecutorService remembering;

    private LibvirtHosts(
            LibvirtHypervisor hypervisor,
            Storage storage,
            Optional<DiskStorage> disks,
            Networking networking,
            BegunChanges begun,
            ExecutorService remembering) {
        this.begun = begun;
        this.remembering = remembering;
        this.hypervisor = hypervisor;
        this.storage = storage;
        this.disks = disks;
        this.networking = networking;
    }

    private record Networking(
            Wiring wiring, Regulation regulation, NetworkFacts facts, List<ExecutorService> threads) {}

    /**
     * Begins to connect to libvirt.
     *
     * @param tree identity of the tree that machines are recorded in
     * @throws IOException if this host lacks something: what, and what to do
     */
    public static LibvirtHosts open(
            ComputeConfig config, StateDirectory state, String tree, CallTimer timer, EvictionListener evictions)
            throws IOException {
        Networking networking = networking(config, state);
        String compute = config.computes().get(0);
        LibvirtHypervisor hypervisor =
                new LibvirtHypervisor(config.libvirt().uri(), compute, tree, config.storageDirectory(), timer);
        Map<String, Pool> pools = config.storage().pools().stream()
                .distinct()
                .collect(Collectors.toMap(Function.identity(), hypervisor::pool));
        DiskStorage.Settings settings = new DiskStorage.Settings(
                compute,
                config.imageCacheMib(),
                VendorData.read(config.vendorData()),
                config.storage().sharedAs(),
                pools);
        Optional<DiskStorage> disks = config.libvirt().test()
                ? Optional.empty()
                : Optional.of(DiskStorage.open(config.storageDirectory(), settings, evictions));
        ExecutorService remembering = threads("begun", 1);
        BegunChanges begun = BegunFiles.open(state.resolve("begun"), remembering);
        hypervisor.open();
        Storage storage = disks.<Storage>map(real -> real).orElseGet(() -> new RecordedStorage(TEST_STORAGE_MIB));
        return new LibvirtHosts(hypervisor, storage, disks, networking, begun, remembering);
    }

    private static Networking networking(ComputeConfig config, StateDirectory state) throws IOException {
        NicFiles nics = new NicFiles(state.resolve("nics"));
        new TunnelMemory(state.resolve(TUNNEL), nics).remember(config.net().tunnel());
        Plugin plugin = plugin(config, state);
        ExecutorService wiring = threads("wiring", WIRING_THREADS);
        ExecutorService regulating = threads("regulating", REGULATING_THREADS);
        Optional<String> tunnel = Optional.of(config.net().tunnel()).filter(address -> !address.isEmpty());
        return new Networking(
                new Wiring(plugin, nics, wiring),
                new Regulation(plugin, regulating),
                NetworkWords.of(config, plugin, tunnel),
                List.of(wiring, regulating));
    }

    private static ExecutorService threads(String name, int count) {
        return Executors.newFixedThreadPool(count, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public HostParts host(String compute) {
        return new HostParts(
                hypervisor, storage, networking.wiring(), networking.regulation(), begun, networking.facts());
    }

    @Override
    public void close() {
        hypervisor.close();
        disks.ifPresent(DiskStorage::close);
        networking.threads().forEach(ExecutorService::shutdownNow);
        remembering.shutdownNow();
    }

    private static Plugin plugin(ComputeConfig config, StateDirectory state) throws IOException {
        Map<String, Map<String, String>> options = config.net().optionsByDriver();
        // Whoever has the same state directory later clears up after this daemon, and nobody else does.
        options.computeIfAbsent(BRIDGE, driver -> new HashMap<>())
                .putIfAbsent(
                        BridgeProvider.OWNER,
                        Ids.derived("state", state.resolve("").toString()));
        for (String driver : JOINING) {
            if (Drivers.names().contains(driver)) {
                joining(config.net(), options.computeIfAbsent(driver, name -> new HashMap<>()));
            }
        }
        Plugin plugin = new Plugin(Drivers.load(options), always(config));
        try {
            plugin.prepare();
        } catch (DriverException e) {
            throw new IOException(
                    e.getMessage() + e.problem().hint().map(hint -> ": " + hint).orElse(""), e);
        }
        return plugin;
    }

    private static void joining(NetConfig net, Map<String, String> options) {
        if (!net.tunnel().isEmpty()) {
            options.putIfAbsent(TUNNEL, net.tunnel());
        }
        net.physical().forEach((name, device) -> options.putIfAbsent(PHYSICAL + name, device));
    }

    private static Optional<String> always(ComputeConfig config) {
        if (!config.net().driver().isEmpty()) {
            return Optional.of(config.net().driver());
        }
        if (config.libvirt().test()) {
            return Optional.of(RecordingDriver.NAME);
        }
        return config.libvirt().unprivileged() ? Optional.of(USER_MODE) : Optional.empty();
    }
}
