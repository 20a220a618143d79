package io.quark.compute.host;

import io.quark.compute.config.ComputeConfig;
import io.quark.compute.config.SimConfig;
import io.quark.compute.nic.Regulation;
import io.quark.compute.nic.Wiring;
import io.quark.compute.sim.SimHost;
import io.quark.compute.sim.SimHypervisor;
import io.quark.compute.sim.SimWorld;
import io.quark.compute.task.BegunChanges;
import io.quark.compute.task.BegunFiles;
import io.quark.net.host.Driver;
import io.quark.net.host.Drivers;
import io.quark.net.host.Plugin;
import io.quark.net.host.RecordingDriver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;

/** As many simulated hosts as are asked for. */
public final class SimHosts implements Hosts {

    /** There may be thousands of hosts. */
    private static final int REMEMBERED_CALLS = 50;

    private final SimWorld world;
    private final ComputeConfig config;
    private final String driver;
    private final Map<String, Driver> drivers;
    private final String tree;
    private final StateDirectory state;

    private SimHosts(
            SimWorld world,
            ComputeConfig config,
            String driver,
            Map<String, Driver> drivers,
            String tree,
            StateDirectory state) {
        this.state = state;
        this.world = world;
        this.config = config;
        this.driver = driver;
        this.drivers = drivers;
        this.tree = tree;
    }

    /**
     * Opens the simulation, with what it remembers.
     *
     * @param tree identity of the tree that machines are recorded in
     */
    public static SimHosts open(ComputeConfig config, StateDirectory state, String tree) throws IOException {
        SimConfig sim = config.sim();
        SimWorld world = SimWorld.open(new SimWorld.Settings(
                Duration.ofMillis(sim.stepMs()),
                Duration.ofMillis(sim.jitterMs()),
                sim.seed(),
                sim.failRate(),
                Set.copyOf(sim.failHosts()),
                sim.journal() ? Optional.of(state.resolve("sim.journal")) : Optional.empty()));
        String driver = config.net().driver().isEmpty()
                ? RecordingDriver.NAME
                : config.net().driver();
        return new SimHosts(world, config, driver, Drivers.load(config.net().optionsByDriver()), tree, state);
    }

    /** A simulated host, for tests that let something happen to it. */
    public SimHost simulated(String compute) {
        return world.host(compute);
    }

    @Override
    public HostParts host(String compute) {
        SimHost host = world.host(compute);
        SimConfig sim = config.sim();
        Plugin plugin = new Plugin(drivers(), Optional.of(driver));
        // Nothing blocks in a simulation.
        Executor here = Runnable::run;
        return new HostParts(
                new SimHypervisor(host, new SimHypervisor.Size(sim.ram(), sim.cpu()), compute, tree),
                world.storage(compute, sim.storage(), config.storage().sharedAs()),
                new Wiring(plugin, world.nics(compute), here),
                new Regulation(plugin, here),
                begun(compute),
                NetworkWords.of(config, plugin, Optional.of(tunnel(compute))));
    }

    /** As long as what is simulated is remembered. */
    private BegunChanges begun(String compute) {
        if (!config.sim().journal()) {
            return BegunChanges.FORGOTTEN;
        }
        try {
            return BegunFiles.open(state.resolve("begun").resolve(compute), Runnable::run);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A driver that only records is one host's, for it remembers what that host has. */
    private Map<String, Driver> drivers() {
        if (!driver.equals(RecordingDriver.NAME)) {
            return drivers;
        }
        return Map.of(driver, RecordingDriver.remembering(REMEMBERED_CALLS));
    }

    /** Each has another address, by its place among them, as if it was a host of its own. */
    private String tunnel(String compute) {
        List<String> all = config.computes();
        if (all.size() == 1 && !config.net().tunnel().isEmpty()) {
            return config.net().tunnel();
        }
        int number = Math.max(0, all.indexOf(compute)) + 1;
        return "127." + (64 + number / 65_536) + "." + number / 256 % 256 + "." + number % 256;
    }

    @Override
    public void close() {
        world.close();
    }
}
