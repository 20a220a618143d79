package io.quark.compute.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.id.Ids;
import io.quark.common.model.Hardware;
import io.quark.common.model.Hardware.NumaNode;
import io.quark.common.model.Machine;
import io.quark.common.model.Problem.Fault;
import io.quark.compute.testing.Machines;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HardwareRulesTest {

    /** Two CPUs, 256 MiB. */
    private final Machine machine = Machines.shaped(Machines.small(Ids.fresh()), 256, 2, 0);

    @Test
    void hardwareThatFitsTheMachineIsAccepted() {
        Hardware hardware = new Hardware(
                List.of("2", "4-7,9"),
                List.of(new NumaNode("0", 128, Optional.of(0)), new NumaNode("1", 128, Optional.of(1))),
                Optional.of(2048L),
                List.of("0000:03:00.0"),
                List.of("<cpu mode='host-passthrough'/>"),
                List.of("<watchdog model='i6300esb'/>"),
                Map.of());

        assertThat(MachineRules.faults(Machines.with(machine, hardware))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1", "3-2", "1,", "1;2", "99999", "0-3,^1", "1 "})
    void pinsAreCpusOfTheHost(String pin) {
        assertThat(pointers(pinned(pin))).containsOnly("/hardware/cpu_pins");
    }

    @Test
    void thereAreNoMorePinsThanVirtualCpus() {
        assertThat(pointers(pinned("0", "1", "2"))).containsOnly("/hardware/cpu_pins");
    }

    @Test
    void nodesShareOutAllMemoryAndAllCpus() {
        assertThat(pointers(nodes(new NumaNode("0-1", 256, Optional.empty())))).isEmpty();
        assertThat(pointers(nodes(new NumaNode("0-1", 255, Optional.empty())))).containsOnly("/hardware/numa");
        assertThat(pointers(nodes(new NumaNode("0", 256, Optional.empty())))).containsOnly("/hardware/numa");
        assertThat(pointers(nodes(new NumaNode("0-2", 256, Optional.empty())))).contains("/hardware/numa");
        assertThat(pointers(
                        nodes(new NumaNode("0-1", 128, Optional.empty()), new NumaNode("1", 128, Optional.empty()))))
                .containsOnly("/hardware/numa");
        assertThat(pointers(nodes(new NumaNode("0-1", 256, Optional.of(-1))))).containsOnly("/hardware/numa");
    }

    @Test
    void memoryIsMadeOfWholePages() {
        assertThat(pointers(pages(2_048))).isEmpty();
        assertThat(pointers(pages(1_048_576))).containsOnly("/hardware/huge_page_kib");
        assertThat(pointers(pages(1_000))).containsOnly("/hardware/huge_page_kib");
        assertThat(pointers(pages(0))).containsOnly("/hardware/huge_page_kib");
    }

    @ParameterizedTest
    @ValueSource(strings = {"03:00.0", "0000:03:00.8", "0000:03:3f.0", "0000:03:00.0'/>", "/dev/mem"})
    void devicesAreNamedByTheirFullAddress(String address) {
        assertThat(pointers(devices(address))).containsOnly("/hardware/pci");
    }

    @Test
    void noDeviceIsGivenTwice() {
        assertThat(pointers(devices("0000:03:00.0", "0000:03:00.0"))).containsOnly("/hardware/pci");
    }

    @Test
    void extraXmlSaysWhatIsWrongWithIt() {
        Hardware hardware = new Hardware(
                List.of(),
                List.of(),
                Optional.empty(),
                List.of(),
                List.of("<name>other</name>"),
                List.of("<disk/>"),
                Map.of());

        assertThat(MachineRules.faults(Machines.with(machine, hardware)))
                .extracting(Fault::pointer)
                .containsExactly("/hardware/domain_xml", "/hardware/devices_xml");
    }

    private static Hardware pinned(String... pins) {
        return new Hardware(List.of(pins), List.of(), Optional.empty(), List.of(), List.of(), List.of(), Map.of());
    }

    private static Hardware nodes(NumaNode... nodes) {
        return new Hardware(List.of(), List.of(nodes), Optional.empty(), List.of(), List.of(), List.of(), Map.of());
    }

    private static Hardware pages(long kib) {
        return new Hardware(List.of(), List.of(), Optional.of(kib), List.of(), List.of(), List.of(), Map.of());
    }

    private static Hardware devices(String... addresses) {
        return new Hardware(List.of(), List.of(), Optional.empty(), List.of(addresses), List.of(), List.of(), Map.of());
    }

    private List<String> pointers(Hardware hardware) {
        return MachineRules.faults(Machines.with(machine, hardware)).stream()
                .map(Fault::pointer)
                .toList();
    }
}
