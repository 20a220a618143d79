package io.quark.api.e2e;

import io.quark.api.local.ClusterPlan;
import io.quark.api.local.HostPlan;
import io.quark.api.local.LocalCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Several hypervisors on this machine, joined by one {@link Underlay}. Made by a test and gone with it, also when the test is interrupted;
 * what one left behind that was killed is removed by the next.
 */
final class NamespacedHosts implements AutoCloseable {

    private static final String PREFIX = "quark-rig-";

    /**
     * A process id alone may be somebody else's by now: the second number is when that process began. Then comes what is different
     * between those that run at once in one process, and what it is.
     */
    private static final Pattern NAME = Pattern.compile(PREFIX + "(\\d+)-(\\d+)-\\w+-\\w+");

    private final Underlay underlay;
    private final List<NamespacedHost> hosts;
    private final Thread onInterrupt = new Thread(this::removeAll, "remove the hosts");

    private NamespacedHosts(Underlay underlay, List<NamespacedHost> hosts) {
        this.underlay = underlay;
        this.hosts = hosts;
        Runtime.getRuntime().addShutdownHook(onInterrupt);
    }

    /**
     * Makes them and waits for their libvirtds.
     *
     * @param dir of the Quark that will be started for them
     */
    static NamespacedHosts open(Path dir, int count) throws Exception {
        removeLeftovers();
        ProcessHandle self = ProcessHandle.current();
        String own = dir.getFileName().toString().replaceAll("\\W|_", "");
        String rig = PREFIX + self.pid() + "-" + startOf(self) + "-" + own;
        Underlay underlay = Underlay.open(rig, () -> zookeeperPort(dir));
        List<NamespacedHost> hosts = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            hosts.add(new NamespacedHost(underlay, i, Files.createDirectories(dir.resolve("host-" + i))));
        }
        NamespacedHosts all = new NamespacedHosts(underlay, List.copyOf(hosts));
        try {
            for (NamespacedHost host : hosts) {
                host.install();
                host.switchOn();
            }
            hosts.forEach(NamespacedHost::awaitLibvirt);
        } catch (Exception | AssertionError e) {
            all.close();
            throw e;
        }
        return all;
    }

    private static int zookeeperPort(Path dir) {
        return LocalCluster.at(dir)
                .map(LocalCluster::zookeeperConnect)
                .map(connect -> Integer.parseInt(connect.substring(connect.indexOf(':') + 1)))
                .orElseThrow(() -> new IllegalStateException("no ZooKeeper yet"));
    }

    /** A Quark with a compute on each of them. */
    ClusterPlan plan() {
        return ClusterPlan.onHosts(hosts.stream().map(this::plan).toList());
    }

    private HostPlan plan(NamespacedHost host) {
        return host.plan(Map.of(
                "zookeeper.connect",
                underlay.zookeeperConnect(),
                "net.tunnel",
                host.address(),
                "libvirt.migration",
                host.libvirtUri()));
    }

    /** By its number, from 1. */
    NamespacedHost host(int number) {
        return hosts.get(number - 1);
    }

    private static void removeLeftovers() {
        for (String line : Libvirt.run("ip", "netns", "list").lines()) {
            Matcher name = NAME.matcher(line.split(" ", -1)[0]);
            if (name.matches() && !isAlive(Long.parseLong(name.group(1)), name.group(2))) {
                new Namespace(name.group()).remove();
            }
        }
    }

    private static boolean isAlive(long pid, String start) {
        return ProcessHandle.of(pid)
                .filter(process -> startOf(process).equals(start))
                .isPresent();
    }

    private static String startOf(ProcessHandle process) {
        return process.info()
                .startInstant()
                .map(start -> Long.toString(start.toEpochMilli()))
                .orElse("0");
    }

    private void removeAll() {
        hosts.forEach(NamespacedHost::switchOff);
        try {
            underlay.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        removeAll();
        Runtime.getRuntime().removeShutdownHook(onInterrupt);
    }
}
