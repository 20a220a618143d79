package io.quark.compute.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quark.common.id.Ids;
import io.quark.common.model.Machine;
import io.quark.common.model.MachineStatus;
import io.quark.compute.hypervisor.Domain;
import io.quark.compute.hypervisor.DomainNic;
import io.quark.compute.hypervisor.HostFailureException;
import io.quark.compute.hypervisor.MachineFiles;
import io.quark.compute.hypervisor.Power;
import io.quark.compute.hypervisor.StopSignal;
import io.quark.compute.testing.Machines;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** libvirt itself, with its driver that only plays: no server, no privileges. */
class TestDriverTest {

    private static final List<DomainNic> NICS =
            List.of(new DomainNic("52:54:00:12:34:01", Optional.empty(), Optional.empty(), 1500));

    @TempDir
    private Path directory;

    private final Machine machine = Machines.small(Ids.fresh());
    private final String task = Ids.fresh();
    private LibvirtHypervisor hypervisor;

    @BeforeEach
    void connect() {
        hypervisor = open(Machines.COMPUTE);
    }

    @AfterEach
    void leaveNothing() {
        hypervisor.undefine(machine.instance()).join();
        hypervisor.close();
    }

    @Test
    void buildsRunsAndRemovesADomain() {
        define(task);
        assertThat(look()).contains(defined());

        hypervisor.allocateVcpu(machine, StopSignal.never()).join();
        hypervisor.start(machine.instance()).join();
        assertThat(look()).map(Domain::status).contains(MachineStatus.RUNNING);
        assertThat(hypervisor.domains().join()).extracting(Domain::instance).contains(machine.instance());

        hypervisor.stop(machine.instance()).join();
        assertThat(look()).map(Domain::status).contains(MachineStatus.STOPPED);
        hypervisor.undefine(machine.instance()).join();
        assertThat(look()).isEmpty();
    }

    @Test
    void machineIsPausedGoesOnAndShutsDownWhenItIsAsked() {
        define(task);
        hypervisor.start(machine.instance()).join();

        hypervisor.power().pause(machine.instance()).join();
        hypervisor.power().pause(machine.instance()).join();
        assertThat(look()).map(Domain::status).contains(MachineStatus.PAUSED);
        hypervisor.resume(machine.instance()).join();
        assertThat(look()).map(Domain::status).contains(MachineStatus.RUNNING);

        hypervisor
                .power()
                .askToShutDown(machine.instance(), Power.Asking.POLITELY)
                .join();
        assertThat(look()).contains(new Domain(Machines.owner(machine, task), MachineStatus.STOPPED));
        hypervisor
                .power()
                .askToShutDown(machine.instance(), Power.Asking.BUTTON)
                .join();
    }

    @Test
    void memoryThatWasSavedIsBegunFromOrThrownAway() {
        define(task);
        hypervisor.start(machine.instance()).join();

        hypervisor.power().suspend(machine.instance()).join();
        hypervisor.power().suspend(machine.instance()).join();
        assertThat(look()).map(Domain::status).contains(MachineStatus.SUSPENDED);
        hypervisor.start(machine.instance()).join();
        assertThat(look()).map(Domain::status).contains(MachineStatus.RUNNING);

        hypervisor.power().suspend(machine.instance()).join();
        hypervisor.stop(machine.instance()).join();
        assertThat(look()).map(Domain::status).contains(MachineStatus.STOPPED);
    }

    @Test
    void everyOperationMayBeRepeated() {
        define(task);
        define(task);
        hypervisor.allocateVcpu(machine, StopSignal.never()).join();
        hypervisor.allocateVcpu(machine, StopSignal.never()).join();
        hypervisor.start(machine.instance()).join();
        hypervisor.start(machine.instance()).join();
        define(task); // it runs: it stays
        assertThat(look()).map(Domain::status).contains(MachineStatus.RUNNING);
        hypervisor.stop(machine.instance()).join();
        hypervisor.stop(machine.instance()).join();
        hypervisor.undefine(machine.instance()).join();
        hypervisor.undefine(machine.instance()).join();
        hypervisor.stop(machine.instance()).join();
    }

    @Test
    void domainOfAnEarlierTaskIsReplaced() {
        define(Ids.fresh());
        hypervisor.start(machine.instance()).join();

        define(task);

        assertThat(look()).contains(defined());
    }

    @Test
    void domainOfAnotherComputeIsNeitherSeenNorTouched() {
        define(task);
        hypervisor.start(machine.instance()).join();
        try (LibvirtHypervisor stranger = open("c2")) {
            assertThat(stranger.domain(machine.instance()).join()).isEmpty();
            assertThat(stranger.domains().join()).extracting(Domain::instance).doesNotContain(machine.instance());
            stranger.stop(machine.instance()).join();
            stranger.undefine(machine.instance()).join();
        }
        assertThat(look()).map(Domain::status).contains(MachineStatus.RUNNING);
    }

    @Test
    void startingWhatIsNotThereFailsForGood() {
        assertThatThrownBy(() -> hypervisor.start(machine.instance()).join())
                .cause()
                .isInstanceOfSatisfying(HostFailureException.class, e -> {
                    assertThat(e.kind()).isEqualTo(HostFailureException.Kind.PERMANENT);
                    assertThat(e.getMessage()).contains(machine.instance());
                });
    }

    @Test
    void changesAreToldByEvents() throws Exception {
        List<Optional<String>> told = new CopyOnWriteArrayList<>();
        AutoCloseable listening = hypervisor.onChange(told::add);

        define(task);
        hypervisor.start(machine.instance()).join();

        await().until(() -> told.contains(Optional.of(machine.instance())));
        listening.close();
    }

    @Test
    void factsAreThoseOfTheHost() {
        assertThat(hypervisor.facts().join()).satisfies(facts -> {
            assertThat(facts.ram()).isPositive();
            assertThat(facts.cpu()).isPositive();
            assertThat(facts.hypervisor().kind()).isEqualTo("test");
            assertThat(facts.versions()).containsKey("libvirt");
        });
    }

    private void define(String by) {
        hypervisor
                .define(Machines.owner(machine, by), machine, MachineFiles.NONE, NICS)
                .join();
    }

    /** Nothing has ended it yet. */
    private Domain defined() {
        return new Domain(Machines.owner(machine, task), MachineStatus.STOPPED, false);
    }

    private Optional<Domain> look() {
        return hypervisor.domain(machine.instance()).join();
    }

    private LibvirtHypervisor open(String compute) {
        LibvirtHypervisor opened =
                new LibvirtHypervisor("test:///default", compute, Machines.TREE, directory, CallTimer.NONE);
        opened.open();
        await().until(() -> opened.unreachable().isEmpty());
        return opened;
    }
}
