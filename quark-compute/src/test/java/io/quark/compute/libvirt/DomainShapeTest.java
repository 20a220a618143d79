package io.quark.compute.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.id.Ids;
import io.quark.common.model.Hardware;
import io.quark.common.model.Machine;
import io.quark.compute.hypervisor.DomainNic;
import io.quark.compute.hypervisor.MachineFiles;
import io.quark.compute.testing.Machines;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class DomainShapeTest {

    /** As a host with eight CPUs and 16 GiB runs it. */
    private static final Guest QEMU = new Guest(Guest.QEMU, "qemu", "x86_64", "none", 8, 16_384, Optional.empty());

    private final Machine machine = Machines.shaped(Machines.small(Ids.fresh()), 1024, 2, 10);
    private final DomainShape shape = DomainShape.of(xml(machine));

    @Test
    void shapeIsReadAsItWasWritten() {
        assertThat(shape).isEqualTo(new DomainShape(2, 8, 1024, 4096, 16, ""));
    }

    @Test
    void machineGrowsUpToWhatItWasStartedWith() {
        assertThat(obstacle(Machines.shaped(machine, 4096, 8, 100))).isEmpty();
        assertThat(obstacle(Machines.shaped(machine, 1024, 9, 10)).orElseThrow())
                .contains("room for 8 virtual CPUs");
        assertThat(obstacle(Machines.shaped(machine, 4224, 2, 10)).orElseThrow())
                .contains("room for 4096 MiB");
    }

    @Test
    void nothingIsTakenAwayWhileItRuns() {
        assertThat(obstacle(Machines.shaped(machine, 1024, 1, 10)).orElseThrow())
                .contains("no virtual CPU is taken");
        assertThat(obstacle(Machines.shaped(machine, 896, 2, 10)).orElseThrow()).contains("no memory is taken");
    }

    @Test
    void memoryComesInBlocks() {
        assertThat(obstacle(Machines.shaped(machine, 1025, 2, 10)).orElseThrow())
                .contains("blocks of 128 MiB");
    }

    @Test
    void dimmsThatWerePluggedInTakeTheirSlots() {
        String dimm = "<memory model='dimm'><target><size unit='KiB'>131072</size><node>0</node></target></memory>";
        String full = xml(machine).replace("</devices>", dimm.repeat(Ceiling.SLOTS) + "</devices>");

        DomainShape used = DomainShape.of(full);

        assertThat(used.slots()).isZero();
        assertThat(used.ram()).isEqualTo(1024);
        assertThat(used.obstacle(Machines.shaped(machine, 2048, 2, 10), Optional.of(10L))
                        .orElseThrow())
                .contains("without room for more memory");
    }

    @Test
    void otherHardwareNeedsAStart() {
        Hardware pinned =
                new Hardware(List.of("0", "1"), List.of(), Optional.empty(), List.of(), List.of(), List.of(), Map.of());
        Hardware elsewhere = new Hardware(
                List.of(), List.of(), Optional.empty(), List.of(), List.of(), List.of(), Map.of("rack", "7"));

        assertThat(obstacle(Machines.with(machine, pinned)).orElseThrow()).contains("other hardware");
        assertThat(obstacle(Machines.with(machine, elsewhere))).isEmpty();
        assertThat(DomainShape.of(xml(Machines.with(machine, pinned)))
                        .obstacle(Machines.with(machine, pinned), Optional.of(10L)))
                .isEmpty();
    }

    @Test
    void machineThatWasStartedWithoutADiskGetsNoneWhileItRuns() {
        assertThat(shape.obstacle(machine, Optional.empty()).orElseThrow()).contains("without a disk");
    }

    @Test
    void interfaceIsPluggedInWithItsCableOut() {
        DomainNic nic = new DomainNic("52:54:00:12:34:01", Optional.of("br"), Optional.of("tap"), 1400);

        Element plugged = Xml.parse(DomainXml.interfaceXml(nic, false));

        assertThat(plugged.getTagName()).isEqualTo("interface");
        assertThat(Xml.all(plugged, "link").get(0).getAttribute("state")).isEqualTo("down");
    }

    private Optional<String> obstacle(Machine wanted) {
        return shape.obstacle(wanted, Optional.of(10L));
    }

    private static String xml(Machine machine) {
        return DomainXml.of(QEMU, Machines.owner(machine, Ids.derived("task")), machine, MachineFiles.NONE, List.of());
    }
}
