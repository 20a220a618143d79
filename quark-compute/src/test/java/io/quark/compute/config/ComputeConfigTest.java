package io.quark.compute.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quark.common.config.ConfigException;
import io.quark.common.config.ConfigLoader;
import io.quark.common.config.ConfigLoader.Loaded;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ComputeConfigTest {

    private final ConfigLoader<ComputeConfig> loader =
            new ConfigLoader<>("quark-compute", "QUARK_COMPUTE_", ComputeConfig.DEFAULTS);

    @Test
    void withoutSettingsTheDefaultsHold() {
        ComputeConfig config = load();

        assertThat(config).isEqualTo(ComputeConfig.DEFAULTS);
        assertThat(config.name()).isEmpty();
        assertThat(config.readyFile()).isEmpty();
        assertThat(config.zookeeper().sessionTimeoutMs()).isEqualTo(15_000);
        assertThat(config.hypervisor()).isEqualTo(HypervisorKind.LIBVIRT);
        assertThat(config.libvirt().uri()).isEqualTo("qemu:///system");
        assertThat(config.net()).isEqualTo(new NetConfig("", Map.of(), "", Map.of(), 30));
        assertThat(config.reserved()).isEqualTo(new ReservedConfig(512, 0, 1024));
        assertThat(config.ratios()).isEqualTo(new RatiosConfig(4, 1, 1));
        assertThat(config.labels()).isEmpty();
        assertThat(config.zone()).isEmpty();
        assertThat(config.maxBandwidth()).isEqualTo(1_000_000);
        assertThat(config.parallelTasks()).isEqualTo(4);
        assertThat(config.reconcileS()).isEqualTo(10);
        assertThat(config.imageCacheMib()).isEqualTo(20_480);
        assertThat(config.sim())
                .isEqualTo(new SimConfig(1, "sim", 0, 0, 1, 0, List.of(), 262_144, 64, 8_388_608, true));
    }

    @Test
    void everySettingCanBeGiven() {
        ComputeConfig config = load(
                "name=c7",
                "ready_file=/tmp/ready",
                "zookeeper.root=/q",
                "hypervisor=libvirt",
                "libvirt.uri=qemu:///session",
                "net.driver=user",
                "net.options.bridge.uplink=eth0",
                "net.tunnel=192.0.2.7",
                "net.physical.provider=eth1",
                "net.recheck_s=5",
                "storage_dir=/srv/machines",
                "state_dir=/srv/state",
                "reserved.ram=1",
                "reserved.cpu=2",
                "reserved.storage=3",
                "ratios.cpu=1.5",
                "ratios.ram=2.5",
                "ratios.storage=3.5",
                "labels.disk=ssd",
                "zone=north",
                "max_bandwidth=5000",
                "parallel=9",
                "reconcile_s=60",
                "image_cache_mib=7");

        assertThat(config.name()).isEqualTo("c7");
        assertThat(config.readyFile()).isEqualTo("/tmp/ready");
        assertThat(config.zookeeper().root()).isEqualTo("/q");
        assertThat(config.libvirt().uri()).isEqualTo("qemu:///session");
        assertThat(config.net().driver()).isEqualTo("user");
        assertThat(config.net().optionsByDriver()).isEqualTo(Map.of("bridge", Map.of("uplink", "eth0")));
        assertThat(config.net().tunnel()).isEqualTo("192.0.2.7");
        assertThat(config.net().physical()).isEqualTo(Map.of("provider", "eth1"));
        assertThat(config.net().recheckS()).isEqualTo(5);
        assertThat(config.storageDirectory()).isEqualTo(Path.of("/srv/machines"));
        assertThat(config.stateDirectory()).isEqualTo(Path.of("/srv/state"));
        assertThat(config.reserved()).isEqualTo(new ReservedConfig(1, 2, 3));
        assertThat(config.ratios()).isEqualTo(new RatiosConfig(1.5, 2.5, 3.5));
        assertThat(config.labels()).isEqualTo(Map.of("disk", "ssd"));
        assertThat(config.zone()).isEqualTo("north");
        assertThat(config.maxBandwidth()).isEqualTo(5_000);
        assertThat(config.parallelTasks()).isEqualTo(9);
        assertThat(config.reconcileS()).isEqualTo(60);
        assertThat(config.imageCacheMib()).isEqualTo(7);
    }

    @Test
    void everySettingOfTheSimulationCanBeGiven() {
        ComputeConfig config = load(
                "hypervisor=sim",
                "sim.count=3",
                "sim.prefix=rack",
                "sim.step_ms=4",
                "sim.jitter_ms=5",
                "sim.seed=6",
                "sim.fail_rate=0.25",
                "sim.fail_hosts=rack-0001,rack-0002",
                "sim.ram=7",
                "sim.cpu=8",
                "sim.storage=9",
                "sim.journal=false");

        assertThat(config.simulated()).isTrue();
        assertThat(config.sim())
                .isEqualTo(new SimConfig(3, "rack", 4, 5, 6, 0.25, List.of("rack-0001", "rack-0002"), 7, 8, 9, false));
    }

    @Test
    void simulatedComputesAreNumberedUnlessTheOneIsNamed() {
        assertThat(load("hypervisor=sim", "sim.count=2").computes()).containsExactly("sim-0001", "sim-0002");
        assertThat(load("hypervisor=sim", "name=c1").computes()).containsExactly("c1");
        assertThat(load("name=c1").computes()).containsExactly("c1");
        assertThat(load().computes()).as("the host's own name").singleElement().isNotEqualTo("");
    }

    @Test
    void directoriesAreThoseOfTheComputeOrOfAllSimulatedOnes() {
        assertThat(load("name=c1").stateDirectory()).isEqualTo(Path.of("/var/lib/quark/c1"));
        assertThat(load("name=c1").storageDirectory()).isEqualTo(Path.of("/var/lib/quark/c1"));
        assertThat(load("hypervisor=sim", "sim.count=2").stateDirectory()).isEqualTo(Path.of("/var/lib/quark/sim"));
        assertThat(load("hypervisor=sim", "name=c1").stateDirectory()).isEqualTo(Path.of("/var/lib/quark/c1"));
    }

    @Test
    void simulatedComputesWorkOnMoreAtOnce() {
        assertThat(load("hypervisor=sim").parallelTasks()).isEqualTo(256);
        assertThat(load("hypervisor=sim", "parallel=3").parallelTasks()).isEqualTo(3);
    }

    @Test
    void everyFaultIsToldAtOnce() {
        assertThatThrownBy(() -> load(
                        "name=a/b",
                        "parallel=-1",
                        "reconcile_s=0",
                        "max_bandwidth=-1",
                        "libvirt.uri=xen:///",
                        "net.tunnel=here",
                        "net.physical.provider=a b",
                        "net.recheck_s=0",
                        "ratios.cpu=0",
                        "reserved.ram=-1",
                        "sim.count=0",
                        "sim.fail_rate=2"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("libvirt.uri")
                .hasMessageContaining("net.tunnel")
                .hasMessageContaining("net.physical.provider")
                .hasMessageContaining("net.recheck_s")
                .hasMessageContaining("ratios.cpu")
                .hasMessageContaining("reserved.ram")
                .hasMessageContaining("sim.count")
                .hasMessageContaining("sim.fail_rate");
        assertThatThrownBy(() ->
                        load("name=a/b", "parallel=-1", "reconcile_s=0", "max_bandwidth=-1", "image_cache_mib=-1"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("name")
                .hasMessageContaining("parallel")
                .hasMessageContaining("reconcile_s")
                .hasMessageContaining("max_bandwidth")
                .hasMessageContaining("image_cache_mib");
    }

    @Test
    void oneNameForManyComputesIsRefusedWithTheWayOut() {
        assertThatThrownBy(() -> load("hypervisor=sim", "sim.count=2", "name=c1"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("use sim.prefix");
    }

    @Test
    void uriTellsWhatItReaches() {
        assertThat(new LibvirtConfig("qemu:///session", "").unprivileged()).isTrue();
        assertThat(new LibvirtConfig("qemu+unix:///system", "").unprivileged()).isFalse();
        assertThat(new LibvirtConfig("test:///default", "").test()).isTrue();
        assertThat(new LibvirtConfig("qemu:///system", "").test()).isFalse();
    }

    private ComputeConfig load(String... settings) {
        List<String> arguments =
                Arrays.stream(settings).flatMap(s -> Stream.of("--set", s)).toList();
        return ((Loaded.Run<ComputeConfig>) loader.load(arguments, Map.of())).config();
    }
}
