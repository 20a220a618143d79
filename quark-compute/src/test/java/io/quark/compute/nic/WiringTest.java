package io.quark.compute.nic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import io.quark.common.id.Ids;
import io.quark.common.model.Machine;
import io.quark.common.model.Nic;
import io.quark.compute.hypervisor.DomainNic;
import io.quark.compute.hypervisor.HostFailureException;
import io.quark.compute.hypervisor.HostFailureException.Kind;
import io.quark.compute.testing.Machines;
import io.quark.net.host.Plugin;
import io.quark.net.host.RecordingDriver;
import io.quark.net.host.RecordingDriver.Call;
import io.quark.net.host.RecordingDriver.What;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WiringTest {

    private final Set<What> failing = new HashSet<>();
    private final RecordingDriver driver = new RecordingDriver(call -> failing.contains(call.what()));
    private final Nic first = Machines.nic(1);
    private final Nic second = Machines.nic(2);
    private final Machine machine =
            Machines.machine(Ids.fresh(), 0, List.of(Machines.kernel()), List.of(first, second));

    private final Machine changed = Machines.with(machine, Machines.with(first, "10.20.0.77"), second);

    @TempDir
    private Path directory;

    @Test
    void interfacesAreWiredInTheirOrder() {
        Wiring wiring = started();

        List<DomainNic> nics = wiring.attach(machine, Map.of()).join();

        assertThat(nics).extracting(DomainNic::mac).containsExactly(first.mac(), second.mac());
        assertThat(ports(What.ATTACH)).containsExactly(first.port(), second.port());
        assertThat(wiring.instances().join()).containsExactly(machine.instance());
    }

    @Test
    void unwiredMachineLeavesNothingNotEvenItsNetwork() {
        Wiring wiring = started();
        wiring.attach(machine, Map.of()).join();

        wiring.detach(machine.instance()).join();

        assertThat(ports(What.DETACH)).containsExactlyInAnyOrder(first.port(), second.port());
        assertThat(ports(What.REMOVE)).containsExactly(first.network().id());
        assertThat(wiring.instances().join()).isEmpty();
    }

    @Test
    void unwiringWhatWasNeverWiredDoesNothing() {
        started().detach(Ids.fresh()).join();

        assertThat(driver.calls()).isEmpty();
    }

    @Test
    void faultOfADriverMayPassAndSaysWhatTheDriverSaid() {
        Wiring wiring = started();
        failing.add(What.ATTACH);

        assertPasses(wiring.attach(machine, Map.of()), "was told to fail");
    }

    @Test
    void whatWasHalfWiredIsUnwired() {
        Wiring wiring = started();
        failing.add(What.ATTACH);
        assertPasses(wiring.attach(machine, Map.of()), "was told to fail");
        failing.clear();

        wiring.detach(machine.instance()).join();

        assertThat(ports(What.DETACH)).containsExactlyInAnyOrder(first.port(), second.port());
        assertThat(wiring.instances().join()).isEmpty();
    }

    @Test
    void whatCouldNotBeUnwiredIsNotForgotten() {
        Wiring wiring = started();
        wiring.attach(machine, Map.of()).join();
        failing.add(What.DETACH);
        assertPasses(wiring.detach(machine.instance()), "was told to fail");
        assertThat(wiring.instances().join()).containsExactly(machine.instance());
        failing.clear();

        wiring.detach(machine.instance()).join();

        assertThat(wiring.instances().join()).isEmpty();
    }

    @Test
    void restartedDaemonRestoresAndCanUnwireWhatAnEarlierOneWired() {
        started().attach(machine, Map.of()).join();
        int before = driver.calls().size();

        Wiring next = started();

        assertThat(driver.calls().subList(before, driver.calls().size()))
                .contains(
                        new Call(What.REALISE, first.network().id()),
                        new Call(What.ATTACH, first.port()),
                        new Call(What.ATTACH, second.port()));
        assertThat(next.instances().join()).containsExactly(machine.instance());
        next.detach(machine.instance()).join();
        assertThat(ports(What.DETACH)).containsExactlyInAnyOrder(first.port(), second.port());
    }

    @Test
    void driverThatFailsAtTheRestoreKeepsTheDaemonFromNothing() {
        started().attach(machine, Map.of()).join();
        failing.add(What.REALISE);

        Wiring next = started();

        assertThat(next.instances().join()).containsExactly(machine.instance());
    }

    @Test
    void settledChangeIsWhatARestartedDaemonRestores() {
        Wiring wiring = started();
        wiring.attach(machine, Map.of()).join();

        wiring.plan("task", changed).join();
        wiring.update(changed, Map.of()).join();
        wiring.settle(machine.instance()).join();

        assertThat(driver.addresses(first.port())).containsExactly("10.20.0.77");
        assertThat(driver.addresses(second.port())).hasSize(2);
        started();
        assertThat(driver.addresses(first.port())).containsExactly("10.20.0.77");
    }

    @Test
    void revertedChangeLeavesWhatWasBefore() {
        Wiring wiring = started();
        wiring.attach(machine, Map.of()).join();
        wiring.plan("task", changed).join();
        wiring.update(changed, Map.of()).join();

        wiring.revert("another task", machine.instance(), Map.of()).join();
        assertThat(driver.addresses(first.port())).containsExactly("10.20.0.77");
        wiring.revert("task", machine.instance(), Map.of()).join();
        wiring.revert("task", machine.instance(), Map.of()).join();

        assertThat(driver.addresses(first.port())).isEqualTo(ips(first));
        started();
        assertThat(driver.addresses(first.port())).isEqualTo(ips(first));
    }

    @Test
    void changeThatIsNotSettledIsToldAndCanStillBeRevertedByTheNextDaemon() {
        Wiring wiring = started();
        wiring.attach(machine, Map.of()).join();
        wiring.plan("task", changed).join();
        wiring.update(changed, Map.of()).join();

        Wiring next = wiring();
        assertThat(next.restore(Map.of()).join()).containsExactly(entry(machine.instance(), "task"));
        assertThat(driver.addresses(first.port())).isEqualTo(ips(first));
        assertThat(next.isPlanned("task", machine.instance()).join()).isTrue();
        next.plan("task", changed).join();
        next.update(changed, Map.of()).join();
        next.revert("task", machine.instance(), Map.of()).join();

        assertThat(driver.addresses(first.port())).isEqualTo(ips(first));
        assertThat(next.isPlanned("task", machine.instance()).join()).isFalse();
    }

    @Test
    void interfacesOfARunningMachineCannotBecomeOthers() {
        Wiring wiring = started();
        wiring.attach(machine, Map.of()).join();

        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(
                        () -> wiring.plan("task", Machines.with(machine, first)).join())
                .havingCause()
                .isInstanceOfSatisfying(
                        HostFailureException.class,
                        why -> assertThat(why.kind()).isEqualTo(Kind.PERMANENT))
                .withMessageContaining("only their addresses");
        assertThat(wiring.isPlanned("task", machine.instance()).join()).isFalse();
    }

    @Test
    void fileThatIsBrokenKeepsTheOthersFromNothing() throws Exception {
        started().attach(machine, Map.of()).join();
        Files.writeString(directory.resolve("nics").resolve(Ids.fresh()), "not JSON");

        assertThat(started().instances().join()).containsExactly(machine.instance());
    }

    @Test
    void whatAnEarlierVersionWroteIsRestored() throws Exception {
        started().attach(machine, Map.of()).join();
        Path file = directory.resolve("nics").resolve(machine.instance());
        String written = Files.readString(file);
        Files.writeString(file, written.replaceFirst(",?\"change\":null", ""));

        assertThat(started().restore(Map.of()).join()).isEmpty();
        assertThat(driver.addresses(second.port())).isEqualTo(ips(second));
    }

    @Test
    void withoutItsDirectoryNothingIsWired() throws Exception {
        Wiring wiring = started();
        Files.delete(directory.resolve("nics"));

        assertPasses(wiring.attach(machine, Map.of()), "cannot remember");
        assertThat(driver.calls()).isEmpty();
    }

    /** The wiring of a daemon that has just been started, with what earlier ones left in the directory. */
    private Wiring started() {
        Wiring wiring = wiring();
        wiring.restore(Map.of()).join();
        return wiring;
    }

    private Wiring wiring() {
        try {
            Plugin plugin = new Plugin(Map.of(RecordingDriver.NAME, driver), Optional.of(RecordingDriver.NAME));
            return new Wiring(plugin, new NicFiles(directory.resolve("nics")), Runnable::run);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> ips(Nic nic) {
        return nic.addresses().stream().map(Nic.NicAddress::ip).toList();
    }

    private List<String> ports(What what) {
        return driver.calls().stream()
                .filter(call -> call.what() == what)
                .map(Call::id)
                .toList();
    }

    private static void assertPasses(CompletableFuture<?> work, String message) {
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(work::join)
                .havingCause()
                .isInstanceOfSatisfying(
                        HostFailureException.class,
                        why -> assertThat(why.kind()).isEqualTo(Kind.PASSING))
                .withMessageContaining(message);
    }
}
