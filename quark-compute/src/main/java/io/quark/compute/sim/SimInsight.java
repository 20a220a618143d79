package io.quark.compute.sim;

import io.quark.common.looking.ConsoleKind;
import io.quark.common.looking.GuestFacts;
import io.quark.common.looking.MachineStatistics;
import io.quark.common.looking.MachineStatistics.Cpu;
import io.quark.common.looking.MachineStatistics.Disk;
import io.quark.common.looking.MachineStatistics.Interface;
import io.quark.common.looking.MachineStatistics.Memory;
import io.quark.compute.hypervisor.ConsoleLine;
import io.quark.compute.hypervisor.HostFailureException;
import io.quark.compute.hypervisor.HostFailureException.Kind;
import io.quark.compute.hypervisor.Insight;
import io.quark.compute.hypervisor.LogPart;
import io.quark.compute.hypervisor.LogTail;
import io.quark.compute.hypervisor.LogWish;
import io.quark.compute.hypervisor.Owner;
import io.quark.compute.hypervisor.Png;
import io.quark.compute.hypervisor.UnseenException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** What simulated machines would show: made up from their ids, the same each time, but for counters, which go up. Thread safe. */
final class SimInsight implements Insight {

    private static final int WIDTH = 320;
    private static final int HEIGHT = 200;
    private static final long MIB = 1024L * 1024;

    private final SimHost host;
    private final String compute;
    private final String tree;
    private final long begun = System.nanoTime();

    SimInsight(SimHost host, String compute, String tree) {
        this.host = host;
        this.compute = compute;
        this.tree = tree;
    }

    @Override
    public CompletableFuture<LogPart> log(String instance, LogWish wish) {
        return look(instance, machine -> {
            StringBuilder text = new StringBuilder();
            for (String line : List.of("booting", "hostname " + name(machine), "ready")) {
                text.append("quark-sim: ").append(line).append('\n');
            }
            return LogTail.of(text.toString().getBytes(StandardCharsets.UTF_8), wish);
        });
    }

    @Override
    public CompletableFuture<byte[]> screenshot(String instance) {
        return look(instance, machine -> {
            requireRunning(machine, instance);
            byte[] pixels = new byte[3 * WIDTH * HEIGHT];
            Arrays.fill(pixels, (byte) instance.hashCode());
            return Png.of(WIDTH, HEIGHT, pixels, 0);
        });
    }

    @Override
    public CompletableFuture<GuestFacts> guest(String instance) {
        return look(instance, machine -> {
            requireRunning(machine, instance);
            return new GuestFacts(
                    true,
                    Optional.empty(),
                    Optional.of(name(machine)),
                    Optional.of(new GuestFacts.OperatingSystem(
                            Optional.of("sim"), Optional.of("Simulation"), Optional.of("1"), Optional.empty())),
                    List.of());
        });
    }

    @Override
    public CompletableFuture<MachineStatistics> statistics(String instance) {
        return look(instance, machine -> statistics(instance, machine));
    }

    @Override
    public CompletableFuture<List<MachineStatistics>> statistics(int most) {
        return answer(() -> host.machines().entrySet().stream()
                .filter(entry -> isMine(entry.getValue()) && entry.getValue().running())
                .sorted(Map.Entry.comparingByKey())
                .limit(most)
                .map(entry -> statistics(entry.getKey(), entry.getValue()))
                .toList());
    }

    @Override
    public CompletableFuture<ConsoleLine> console(String instance, ConsoleKind kind) {
        return look(instance, machine -> {
            requireRunning(machine, instance);
            return kind == ConsoleKind.SERIAL ? SimConsole::serial : SimConsole::vnc;
        });
    }

    private MachineStatistics statistics(String instance, SimMachine machine) {
        long seconds = machine.running() ? (System.nanoTime() - begun) / 1_000_000_000 : 0;
        long share = 1L + Math.floorMod(instance.hashCode(), 10);
        return new MachineStatistics(
                instance,
                machine.running(),
                new Cpu(seconds * share * 10_000_000, machine.vcpus()),
                new Memory(
                        256 * MIB,
                        256 * MIB,
                        machine.running() ? Optional.of(share * 8 * MIB) : Optional.empty(),
                        Optional.empty()),
                List.of(new Disk("vda", seconds * share * 4096, seconds * share, seconds * share * 512, seconds)),
                List.of(new Interface(
                        "sim0", Optional.empty(), seconds * share * 1500, seconds * share, seconds * 64, seconds, 0)));
    }

    private <T> CompletableFuture<T> look(String instance, Function<SimMachine, T> sight) {
        return answer(() -> {
            SimMachine machine = host.machine(instance);
            if (!isMine(machine)) {
                throw UnseenException.absent(instance);
            }
            return sight.apply(machine);
        });
    }

    private <T> CompletableFuture<T> answer(java.util.function.Supplier<T> sight) {
        try {
            host.unreachable().ifPresent(why -> {
                throw new HostFailureException(Kind.UNREACHABLE, host.name() + ": " + why, "wait until it is back");
            });
            return CompletableFuture.completedFuture(sight.get());
        } catch (HostFailureException | UnseenException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private boolean isMine(SimMachine machine) {
        return machine.owner().filter(owner -> owner.belongsTo(compute, tree)).isPresent();
    }

    private static void requireRunning(SimMachine machine, String instance) {
        if (!machine.running()) {
            throw UnseenException.notRunning(instance);
        }
    }

    private static String name(SimMachine machine) {
        return machine.owner().map(Owner::name).orElse("");
    }
}
