package io.quark.api.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.model.Boot;
import io.quark.common.model.Instance;
import io.quark.common.model.InstanceSpec;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.Managed;
import io.quark.common.model.Problem;
import io.quark.common.model.Resources;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InstanceViewTest {

    private static final Problem RECORDED =
            Problem.of("start-failed", "It could not be started", 500, "no room in /var", "Make room.");

    @Test
    void aMachineThatItsHypervisorDoesNotKnowSaysSo() {
        assertThat(fault(machine(), Optional.empty())).contains("machine-missing");
        assertThat(fault(machine(), Optional.of(MachineStatus.MISSING))).contains("machine-missing");
    }

    @Test
    void aMachineThatEndedByItselfSaysSo() {
        assertThat(fault(machine(), Optional.of(MachineStatus.CRASHED))).contains("machine-crashed");
    }

    @Test
    void whatIsOnRecordComesFirst() {
        Instance machine = machine().change().fault(Optional.of(RECORDED)).build();

        assertThat(fault(machine, Optional.of(MachineStatus.CRASHED))).contains("start-failed");
    }

    @Test
    void nothingIsWrongWithOneThatIsAsItShouldBeOrIsBeingChanged() {
        Instance changing = machine().change().workUnit(Optional.of("w")).build();

        assertThat(fault(machine(), Optional.of(MachineStatus.RUNNING))).isEmpty();
        assertThat(fault(machine(), Optional.of(MachineStatus.STOPPED))).isEmpty();
        assertThat(fault(changing, Optional.empty())).isEmpty();
    }

    private static Optional<String> fault(Instance machine, Optional<MachineStatus> said) {
        Optional<Managed> managed =
                said.map(status -> Managed.running("qemu", machine.name(), Instant.EPOCH, Resources.NONE, "t")
                        .with(status));
        return InstanceView.fault(machine, InstanceView.status(machine, true, managed), managed)
                .map(Problem::type);
    }

    private static Instance machine() {
        InstanceSpec spec = InstanceSpec.plain(
                "web",
                128,
                1,
                0,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                List.of(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        Boot boot = new Boot(Optional.empty(), List.of(), Optional.empty());
        return Instance.building("i", "default", spec, boot, "c1", List.of(), "w", Instant.EPOCH, 0)
                .change()
                .status(Instance.Status.ACTIVE)
                .workUnit(Optional.empty())
                .build();
    }
}
