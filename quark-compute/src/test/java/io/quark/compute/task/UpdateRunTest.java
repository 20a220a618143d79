package io.quark.compute.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.id.Ids;
import io.quark.common.model.Machine;
import io.quark.common.model.Managed;
import io.quark.common.model.Nic;
import io.quark.common.model.Resources;
import io.quark.common.model.StepRecord;
import io.quark.common.model.Task;
import io.quark.common.model.TaskEnd.State;
import io.quark.compute.testing.Machines;
import io.quark.net.host.RecordingDriver.Call;
import io.quark.net.host.RecordingDriver.What;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UpdateRunTest {

    private static final Nic FIRST = Machines.nic(1);
    private static final Nic SECOND = Machines.nic(2);

    private final TaskBed bed = new TaskBed(4);

    @AfterEach
    void close() {
        bed.close();
    }

    @Test
    void runningMachineSendsFromItsNewAddressesAndRunsOn() {
        Machine machine = bed.built();
        Optional<Managed> before = managed(machine);

        Task update = bed.placeUpdate(changed(machine));
        bed.awaitEnd(update, State.SUCCEEDED);

        assertThat(bed.driver.addresses(FIRST.port())).containsExactly("10.20.0.71");
        assertThat(bed.driver.addresses(SECOND.port())).containsExactly("10.20.0.72", "10.20.0.73");
        assertThat(bed.driver.calls()).extracting(Call::what).doesNotContain(What.DETACH);
        assertThat(managed(machine)).isEqualTo(before);
        Task ended = bed.active(update).orElseThrow();
        assertThat(ended.consumes()).isEqualTo(Resources.NONE);
        assertThat(ended.stepsCompleted()).containsOnlyKeys("plan_network", "update_network", "settle_network");
        assertThat(ended.stepsCompleted().values())
                .extracting(StepRecord::timeToCompletion)
                .allMatch(millis -> millis >= 0);
        assertThat(ended.stepsLeft()).isEmpty();
    }

    @Test
    void machineThatIsNotHereNeedsNothing() {
        Task update = bed.placeUpdate(Machines.small(Ids.fresh()));
        bed.awaitEnd(update, State.SUCCEEDED);

        assertThat(bed.driver.calls()).isEmpty();
    }

    @Test
    void updateThatFailsLeavesTheInterfacesAsTheyWere() {
        Machine machine = bed.built();
        bed.failures.put(new Call(What.UPDATE, SECOND.port()), 4); // as often as it is tried

        Task update = bed.placeUpdate(changed(machine));
        bed.awaitEnd(update, State.FAILED);

        assertThat(bed.driver.addresses(FIRST.port())).isEqualTo(ips(FIRST));
        assertThat(bed.driver.addresses(SECOND.port())).isEqualTo(ips(SECOND));
        assertThat(bed.active(update).orElseThrow().end().orElseThrow().problem())
                .hasValueSatisfying(problem -> {
                    assertThat(problem.type()).isEqualTo("update-failed");
                    assertThat(problem.detail()).contains("update_network", "was told to fail");
                });
    }

    @Test
    void faultThatPassesIsNotNoticed() {
        Machine machine = bed.built();
        bed.failures.put(new Call(What.UPDATE, FIRST.port()), 1);

        bed.awaitEnd(bed.placeUpdate(changed(machine)), State.SUCCEEDED);

        assertThat(bed.driver.addresses(FIRST.port())).containsExactly("10.20.0.71");
    }

    @Test
    void otherInterfacesThanItHasAreRefusedBeforeAnythingIsTouched() {
        Machine machine = bed.built();

        bed.awaitEnd(bed.placeUpdate(Machines.with(machine, FIRST)), State.FAILED);

        assertThat(bed.driver.calls()).extracting(Call::what).doesNotContain(What.UPDATE, What.DETACH);
    }

    @Test
    void updatesOfOneMachineFollowEachOtherAndItsDeleteFollowsThem() {
        Machine machine = bed.built();

        Task one = bed.placeUpdate(changed(machine));
        Task other = bed.placeUpdate(Machines.with(machine, Machines.with(FIRST, "10.20.0.81"), SECOND));
        Task delete = bed.placeDelete(machine.instance());
        bed.awaitEnd(delete, State.SUCCEEDED);

        bed.awaitEnd(one, State.SUCCEEDED);
        bed.awaitEnd(other, State.SUCCEEDED);
        assertThat(bed.driver.calls()).extracting(Call::what).endsWith(What.DETACH, What.DETACH);
    }

    @Test
    void deleteDoesNotWaitForAnUpdateThatCannotBeUndone() {
        Machine machine = bed.built();
        bed.failures.put(new Call(What.UPDATE, SECOND.port()), Integer.MAX_VALUE);

        Task update = bed.placeUpdate(changed(machine));
        Task delete = bed.placeDelete(machine.instance());

        bed.awaitEnd(delete, State.SUCCEEDED);
        bed.awaitEnd(update, State.CANCELLED);
        assertThat(bed.host.domains()).isZero();
    }

    private Optional<Managed> managed(Machine machine) {
        return bed.tree
                .node(bed.paths.managed(TaskBed.HOST, machine.instance()))
                .map(node -> node.as(Managed.class));
    }

    private static Machine changed(Machine machine) {
        return Machines.with(
                machine, Machines.with(FIRST, "10.20.0.71"), Machines.with(SECOND, "10.20.0.72", "10.20.0.73"));
    }

    private static List<String> ips(Nic nic) {
        return nic.addresses().stream().map(Nic.NicAddress::ip).toList();
    }
}
