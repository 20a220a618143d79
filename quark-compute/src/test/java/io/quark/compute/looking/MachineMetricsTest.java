package io.quark.compute.looking;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.quark.common.daemon.Metrics;
import io.quark.common.id.Ids;
import io.quark.common.model.Machine;
import io.quark.compute.hypervisor.Insight;
import io.quark.compute.hypervisor.MachineFiles;
import io.quark.compute.sim.SimHypervisor;
import io.quark.compute.sim.SimWorld;
import io.quark.compute.testing.Machines;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MachineMetricsTest {

    private SimWorld world;
    private SimHypervisor hypervisor;
    private Instant now = Instant.parse("2026-01-01T12:00:00Z");

    @BeforeEach
    void start() throws Exception {
        world = SimWorld.open(SimWorld.Settings.IDEAL);
        hypervisor = new SimHypervisor(
                world.host(Machines.COMPUTE), new SimHypervisor.Size(1024, 2), Machines.COMPUTE, Machines.TREE);
    }

    @AfterEach
    void stop() {
        world.close();
    }

    private String run() {
        Machine machine = Machines.machine(Ids.fresh(), 0, List.of(), List.of());
        hypervisor
                .define(Machines.owner(machine, Ids.fresh()), machine, MachineFiles.NONE, List.of())
                .join();
        hypervisor.start(machine.instance()).join();
        return machine.instance();
    }

    private MachineMetrics metrics(Insight... of) {
        return new MachineMetrics(List.of(of), () -> now);
    }

    private static int points(MachineMetrics metrics, String name) {
        return metrics.collect().stream()
                .filter(metric -> metric.getMetadata().getName().equals(name))
                .map(MetricSnapshot::getDataPoints)
                .findFirst()
                .orElseThrow()
                .size();
    }

    @Test
    void machinesAndTheirDevicesAreLabelled() {
        String instance = run();
        Metrics all = Metrics.withJvm();
        all.add(metrics(hypervisor.insight()));

        assertThat(new String(all.text(), StandardCharsets.UTF_8))
                .contains("quark_machine_cpu_seconds_total{instance=\"" + instance + "\"}")
                .contains("quark_machine_disk_read_bytes_total{device=\"vda\",instance=\"" + instance + "\"}")
                .contains("quark_machine_network_received_bytes_total{device=\"sim0\",instance=\"" + instance + "\"}");
    }

    @Test
    void oneLookServesManyScrapesForSomeSeconds() {
        MachineMetrics metrics = metrics(hypervisor.insight());
        assertThat(points(metrics, "quark_machine_memory_bytes")).isZero();
        run();
        assertThat(points(metrics, "quark_machine_memory_bytes")).isZero();

        now = now.plus(Sample.VALID);

        assertThat(points(metrics, "quark_machine_memory_bytes")).isOne();
    }

    @Test
    void veryManyMachinesAreNotAllToldOf() {
        List<String> machines = new ArrayList<>();
        for (int i = 0; i < MachineMetrics.MOST + 50; i++) {
            machines.add(run());
        }

        MachineMetrics metrics = metrics(hypervisor.insight(), hypervisor.insight());

        assertThat(points(metrics, "quark_machine_memory_bytes"))
                .isEqualTo(MachineMetrics.MOST)
                .isLessThan(machines.size());
    }

    @Test
    void whatAnUnreachableHypervisorSaidLastIsToldOn() {
        run();
        MachineMetrics metrics = metrics(hypervisor.insight());
        assertThat(points(metrics, "quark_machine_memory_bytes")).isOne();
        world.host(Machines.COMPUTE).reach(Optional.of("gone"));

        now = now.plusSeconds(60);

        assertThat(points(metrics, "quark_machine_memory_bytes")).isOne();
    }

    @Test
    void aTicketForOneTimeIsUsedOnceAndForgottenWhenNoneOfItsAgeIsValid() {
        UsedTickets used = new UsedTickets(() -> now);

        assertThat(used.use("a")).isTrue();
        assertThat(used.use("a")).isFalse();
        assertThat(used.use("b")).isTrue();
        now = now.plusSeconds(3600);
        assertThat(used.use("a")).isTrue();
    }
}
