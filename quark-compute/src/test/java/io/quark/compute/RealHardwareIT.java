package io.quark.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quark.common.model.Hardware;
import io.quark.common.model.Hardware.NumaNode;
import io.quark.common.model.Machine;
import io.quark.common.model.TaskEnd;
import io.quark.common.model.TaskEnd.State;
import io.quark.common.testing.BesideOthers;
import io.quark.common.testing.ZooKeeperFixture;
import io.quark.compute.testing.Machines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What flavors give a real guest of its host. */
@BesideOthers
class RealHardwareIT {

    private static final long PAGE_KIB = 2_048;
    private static final long GIB_PAGE_KIB = 1_048_576;
    private static final Path HUGE_PAGES = Path.of("/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages");
    private static final Path FREE_HUGE_PAGES = HUGE_PAGES.resolveSibling("free_hugepages");
    private static final int NEEDED_PAGES = 64;

    @RegisterExtension
    static final ZooKeeperFixture zooKeeper = new ZooKeeperFixture();

    @TempDir
    private static Path state;

    private static RealHost host;
    private static ComputeFixture compute;

    @BeforeAll
    static void start() throws Exception {
        host = RealHost.start(zooKeeper, state);
        compute = host.compute();
    }

    @AfterAll
    static void stop() throws Exception {
        if (host != null) {
            host.close();
        }
    }

    @Test
    void guestHasItsPinsItsNodesAndWhatElseItsFlavorSays() throws Exception {
        assumeTrue(Runtime.getRuntime().availableProcessors() >= 2, "a host with one processor pins nothing");
        Machine machine = with(
                1,
                List.of("1", "0"),
                Optional.empty(),
                List.of(),
                List.of("<memtune><soft_limit unit='MiB'>2048</soft_limit></memtune>"),
                List.of("<watchdog model='i6300esb' action='none'/>"));

        assertThat(compute.awaitEnd(compute.placeBuild(machine, 1)).problem()).isEmpty();
        host.awaitBoots(machine, 1);

        assertThat(host.virsh(machine, "vcpupin")
                        .lines()
                        .map(line -> line.strip().replaceAll(" +", " ")))
                .containsExactly("0 1", "1 0");
        assertThat(affinities(machine)).containsExactly("1", "0");
        String live = host.virsh(machine, "dumpxml");
        assertThat(live)
                .contains("<memnode cellid='0' mode='strict' nodeset='0'/>")
                .contains("<soft_limit unit='KiB'>2097152</soft_limit>")
                .contains("<watchdog model='i6300esb' action='none'>");
        assertThat(host.type(machine, "cat /sys/devices/system/node/node*/cpulist; echo e''nd", "\nend"))
                .contains("\n0\r\n1\r");
    }

    @Test
    void memoryOfHugePagesIsTakenFromThemAndARequestForMoreThanThereAreFailsTheBuildAndSaysSo() throws Exception {
        int before = pages(HUGE_PAGES);
        int used = before - pages(FREE_HUGE_PAGES);
        try {
            assumeTrue(reserve(used + NEEDED_PAGES), "this kernel gives no huge pages");
            int free = pages(FREE_HUGE_PAGES);
            Machine machine = with(2, List.of(), Optional.of(PAGE_KIB), List.of(), List.of(), List.of());

            assertThat(compute.awaitEnd(compute.placeBuild(machine, 1)).problem())
                    .isEmpty();
            host.awaitBoots(machine, 1);

            assertThat(pages(FREE_HUGE_PAGES)).isLessThan(free);
            Machine second = with(3, List.of(), Optional.of(PAGE_KIB), List.of(), List.of(), List.of());
            refused(second, "memory");
            compute.awaitEnd(compute.placeDelete(machine.instance()));
            assertThat(pages(FREE_HUGE_PAGES)).isEqualTo(free);
        } finally {
            reserve(before);
        }
    }

    @Test
    void whatTheHostHasNotFailsTheBuildWithTheReason() throws Exception {
        List<String> others = host.libvirt().domains();
        refused(with(4, List.of(), Optional.empty(), List.of("0000:fe:1f.7"), List.of(), List.of()), "PCI");
        refused(
                with(5, List.of("4095", "4095"), Optional.empty(), List.of(), List.of(), List.of()),
                "could not start the domain");
        refused(with(6, List.of(), Optional.of(GIB_PAGE_KIB), List.of(), List.of(), List.of()), "1048576 KiB");
        assertThat(host.libvirt().domains()).containsExactlyInAnyOrderElementsOf(others);
    }

    private static void refused(Machine machine, String why) {
        TaskEnd end = compute.awaitEnd(compute.placeBuild(machine, 1));
        assertThat(end.state()).isIn(State.FAILED, State.DECLINED);
        assertThat(end.problem().orElseThrow().toString()).contains(why);
        assertThat(host.libvirt().domains()).doesNotContain(machine.instance());
    }

    /** With two virtual CPUs on a NUMA node each. */
    private static Machine with(
            int number,
            List<String> pins,
            Optional<Long> pages,
            List<String> pci,
            List<String> domainXml,
            List<String> devicesXml)
            throws Exception {
        Hardware hardware = new Hardware(
                pins,
                List.of(new NumaNode("0", 64, Optional.of(0)), new NumaNode("1", 64, Optional.empty())),
                pages,
                pci,
                domainXml,
                devicesXml,
                Map.of());
        return Machines.with(Machines.shaped(host.machine(number), 128, 2, 16), hardware);
    }

    /** On which processors the kernel lets the threads of its virtual CPUs run. */
    private static List<String> affinities(Machine machine) throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(host.qemu(machine)), "task"))) {
            return threads.map(RealHardwareIT::status)
                    .filter(status -> status.contains("Name:\tCPU "))
                    .sorted()
                    .map(status -> status.replaceFirst("(?s).*Cpus_allowed_list:\t([0-9,-]+)\n.*", "$1"))
                    .toList();
        }
    }

    private static String status(Path thread) {
        try {
            return Files.readString(thread.resolve("status"));
        } catch (IOException e) {
            return "";
        }
    }

    private static int pages(Path file) throws IOException {
        return Files.exists(file) ? Integer.parseInt(Files.readString(file).strip()) : 0;
    }

    private static boolean reserve(int pages) throws IOException {
        if (!Files.isWritable(HUGE_PAGES)) {
            return false;
        }
        Files.writeString(HUGE_PAGES, Integer.toString(pages));
        return pages(HUGE_PAGES) == pages;
    }
}
