package io.quark.compute.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quark.common.id.Ids;
import io.quark.common.model.Hardware;
import io.quark.common.model.Hardware.NumaNode;
import io.quark.common.model.Machine;
import io.quark.common.model.MachineStatus;
import io.quark.compute.hypervisor.Domain;
import io.quark.compute.hypervisor.MachineFiles;
import io.quark.compute.testing.Machines;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

class HardwareXmlTest {

    private static final Guest QEMU = guest("qemu");
    private static final Hardware ALL = new Hardware(
            List.of("2", "4-7"),
            List.of(new NumaNode("0", 128, Optional.of(1)), new NumaNode("1", 128, Optional.empty())),
            Optional.of(2048L),
            List.of("0000:03:1f.7"),
            List.of("<features><pae/></features>", "<cputune><emulatorpin cpuset='0'/></cputune>"),
            List.of("<watchdog model='i6300esb' action='reset'/>"),
            Map.of());

    /** Two CPUs, 256 MiB. */
    private final Machine machine = Machines.shaped(Machines.small(Ids.fresh()), 256, 2, 0);

    @Test
    void virtualCpusArePinnedOneByOne() {
        Element domain = domain(QEMU, Machines.with(machine, ALL));

        assertThat(Xml.all(domain, "vcpupin"))
                .extracting(pin -> pin.getAttribute("vcpu") + ":" + pin.getAttribute("cpuset"))
                .containsExactly("0:2", "1:4-7");
    }

    @Test
    void nodesOfTheGuestAreBoundToThoseOfTheHost() {
        Element domain = domain(QEMU, Machines.with(machine, ALL));

        assertThat(Xml.all(domain, "cell"))
                .extracting(cell -> cell.getAttribute("cpus") + ":" + cell.getAttribute("memory"))
                .containsExactly("0:128", "1:128");
        Element bound = first(domain, "memnode");
        assertThat(Xml.all(domain, "memnode")).hasSize(1);
        assertThat(bound.getAttribute("cellid")).isEqualTo("0");
        assertThat(bound.getAttribute("nodeset")).isEqualTo("1");
    }

    @Test
    void memoryIsMadeOfHugePagesAndDevicesOfTheHostAreGivenWhole() {
        Element domain = domain(QEMU, Machines.with(machine, ALL));

        assertThat(first(domain, "page").getAttribute("size")).isEqualTo("2048");
        Element address = first(first(domain, "hostdev"), "address");
        assertThat(address.getAttribute("domain")).isEqualTo("0x0000");
        assertThat(address.getAttribute("bus")).isEqualTo("0x03");
        assertThat(address.getAttribute("slot")).isEqualTo("0x1f");
        assertThat(address.getAttribute("function")).isEqualTo("0x7");
    }

    @Test
    void whatTheOperatorAddsJoinsWhatIsThere() {
        Element domain = domain(QEMU, Machines.with(machine, ALL));

        assertThat(Xml.all(domain, "features")).hasSize(1);
        assertThat(Xml.all(first(domain, "features"), "acpi")).hasSize(1);
        assertThat(Xml.all(first(domain, "features"), "pae")).hasSize(1);
        assertThat(Xml.all(domain, "cputune")).hasSize(1);
        assertThat(Xml.all(first(domain, "cputune"), "emulatorpin")).hasSize(1);
        assertThat(first(domain, "watchdog").getParentNode().getNodeName()).isEqualTo("devices");
    }

    @Test
    void operatorChoosesAnotherProcessor() {
        Hardware passThrough = new Hardware(
                List.of(),
                List.of(),
                Optional.empty(),
                List.of(),
                List.of("<cpu mode='host-passthrough'/>"),
                List.of(),
                Map.of());

        Element cpu = first(domain(guest("kvm"), Machines.with(machine, passThrough)), "cpu");

        assertThat(cpu.getAttribute("mode")).isEqualTo("host-passthrough");
    }

    @Test
    void machineWithoutAnyOfItHasRoomToGrow() {
        Element domain = domain(QEMU, Machines.shaped(machine, 1024, 1, 0));

        assertThat(first(domain, "vcpu").getAttribute("current")).isEqualTo("1");
        assertThat(first(domain, "vcpu").getTextContent()).isEqualTo("4");
        assertThat(first(domain, "maxMemory").getTextContent()).isEqualTo("4096");
        assertThat(first(domain, "cell").getAttribute("cpus")).isEqualTo("0-3");
        assertThat(first(domain, "cell").getAttribute("memory")).isEqualTo("1024");
    }

    @Test
    void roomToGrowEndsWithTheHostAndIsNotForSmallOrLaidOutMachines() {
        assertThat(Ceiling.of(QEMU, Machines.shaped(machine, 4096, 4, 0)))
                .isEqualTo(new Ceiling(6, Optional.of(8192L)));
        assertThat(Ceiling.of(QEMU, Machines.shaped(machine, 16_384, 12, 0)))
                .isEqualTo(new Ceiling(12, Optional.empty()));
        assertThat(Ceiling.of(QEMU, Machines.shaped(machine, 1023, 1, 0)).ram()).isEmpty();
        assertThat(Ceiling.of(QEMU, Machines.with(machine, ALL))).isEqualTo(new Ceiling(2, Optional.empty()));
    }

    @Test
    void libvirtAcceptsAllOfIt(@TempDir Path directory) {
        Machine special = Machines.with(machine, ALL);
        try (LibvirtHypervisor hypervisor =
                new LibvirtHypervisor("test:///default", Machines.COMPUTE, Machines.TREE, directory, CallTimer.NONE)) {
            hypervisor.open();
            await().until(() -> hypervisor.unreachable().isEmpty());

            hypervisor
                    .define(Machines.owner(special, Ids.fresh()), special, MachineFiles.NONE, List.of())
                    .join();

            assertThat(hypervisor.domain(special.instance()).join())
                    .map(Domain::status)
                    .contains(MachineStatus.STOPPED);
            hypervisor.undefine(special.instance()).join();
        }
    }

    /** Of a host with six CPUs and 8 GiB. */
    private static Guest guest(String type) {
        return new Guest(Guest.QEMU, type, "x86_64", "none", 6, 8_192, Optional.empty());
    }

    private static Element domain(Guest guest, Machine machine) {
        return Xml.parse(DomainXml.of(
                guest, Machines.owner(machine, Ids.derived("task")), machine, MachineFiles.NONE, List.of()));
    }

    private static Element first(Element below, String name) {
        return Xml.all(below, name).get(0);
    }
}
