package io.quark.compute.host;

import io.quark.common.id.Ids;
import io.quark.compute.config.ComputeConfig;
import io.quark.compute.hypervisor.Storage;
import io.quark.compute.libvirt.CallTimer;
import io.quark.compute.libvirt.LibvirtHypervisor;
import io.quark.compute.nic.NicFiles;
import io.quark.compute.nic.Wiring;
import io.quark.compute.storage.DiskStorage;
import io.quark.compute.storage.EvictionListener;
import io.quark.compute.storage.RecordedStorage;
import io.quark.net.host.BridgeProvider;
import io.quark.net.host.DriverException;
import io.quark.net.host.Drivers;
import io.quark.net.host.Plugin;
import io.quark.net.host.RecordingDriver;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The one host that libvirt stands for. */
public final class LibvirtHosts implements Hosts {

    /** Drivers wait for the kernel, seldom for long. */
    private static final int WIRING_THREADS = 2;

    private static final String BRIDGE = "bridge";

    /** The driver for hypervisors without privileges. */
    private static final String USER_MODE = "user";

    /** What libvirt's test driver says to have: enough for any test. */
    private static final long TEST_STORAGE_MIB = 1024L * 1024;

    private final LibvirtHypervisor hypervisor;
    private final Storage storage;
    private final Optional<DiskStorage> disks;
    private final Wiring wiring;
    private final ExecutorService wiringThreads;

    private LibvirtHosts(
            LibvirtHypervisor hypervisor,
            Storage storage,
            Optional<DiskStorage> disks,
            Wiring wiring,
            ExecutorService wiringThreads) {
        this.hypervisor = hypervisor;
        this.storage = storage;
        this.disks = disks;
        this.wiring = wiring;
        this.wiringThreads = wiringThreads;
    }

    /**
     * Begins to connect to libvirt.
     *
     * @param tree identity of the tree that machines are recorded in
     * @throws IOException if this host lacks something: what, and what to do
     */
    public static LibvirtHosts open(
            ComputeConfig config, StateDirectory state, String tree, CallTimer timer, EvictionListener evictions)
            throws IOException {
        Plugin plugin = plugin(config, state);
        ExecutorService threads = Executors.newFixedThreadPool(WIRING_THREADS, task -> {
            Thread thread = new Thread(task, "wiring");
            thread.setDaemon(true);
            return thread;
        });
        Wiring wiring = new Wiring(plugin, new NicFiles(state.resolve("nics")), threads);
        Optional<DiskStorage> disks = config.libvirt().test()
                ? Optional.empty()
                : Optional.of(DiskStorage.open(config.storageDirectory(), config.imageCacheMib(), evictions));
        LibvirtHypervisor hypervisor = new LibvirtHypervisor(
                config.libvirt().uri(), config.computes().get(0), tree, config.storageDirectory(), timer);
        hypervisor.open();
        Storage storage = disks.<Storage>map(real -> real).orElseGet(() -> new RecordedStorage(TEST_STORAGE_MIB));
        return new LibvirtHosts(hypervisor, storage, disks, wiring, threads);
    }

    @Override
    public HostParts host(String compute) {
        return new HostParts(hypervisor, storage, wiring);
    }

    @Override
    public void close() {
        hypervisor.close();
        disks.ifPresent(DiskStorage::close);
        wiringThreads.shutdownNow();
    }

    private static Plugin plugin(ComputeConfig config, StateDirectory state) throws IOException {
        Map<String, Map<String, String>> options = config.net().optionsByDriver();
        // Whoever has the same state directory later clears up after this daemon, and nobody else does.
        options.computeIfAbsent(BRIDGE, driver -> new HashMap<>())
                .putIfAbsent(
                        BridgeProvider.OWNER,
                        Ids.derived("state", state.resolve("").toString()));
        Plugin plugin = new Plugin(Drivers.load(options), always(config));
        try {
            plugin.prepare();
        } catch (DriverException e) {
            throw new IOException(
                    e.getMessage() + e.problem().hint().map(hint -> ": " + hint).orElse(""), e);
        }
        return plugin;
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
