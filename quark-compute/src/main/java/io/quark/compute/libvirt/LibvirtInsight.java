package io.quark.compute.libvirt;

import io.quark.common.looking.ConsoleKind;
import io.quark.common.looking.GuestFacts;
import io.quark.common.looking.MachineStatistics;
import io.quark.compute.hypervisor.ConsoleLine;
import io.quark.compute.hypervisor.Domain;
import io.quark.compute.hypervisor.HostFailureException;
import io.quark.compute.hypervisor.Insight;
import io.quark.compute.hypervisor.LogPart;
import io.quark.compute.hypervisor.LogTail;
import io.quark.compute.hypervisor.LogWish;
import io.quark.compute.hypervisor.UnseenException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.libvirt.Connect;
import org.libvirt.LibvirtException;
import org.libvirt.Stream;

/** Looks into domains through libvirt. Thread safe. */
final class LibvirtInsight implements Insight {

    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final int AGENT_SECONDS = 2;
    private static final int LARGEST_SCREEN = 64 * 1024 * 1024;

    private final LibvirtLink link;
    private final OwnDomains own;
    private final StatisticsCall statistics = new StatisticsCall();

    /** @param link of its own: what is done to machines does not wait for those who look */
    LibvirtInsight(LibvirtLink link, OwnDomains own) {
        this.link = link;
        this.own = own;
    }

    private interface Sight<T> {
        T on(Connect libvirt, org.libvirt.Domain domain) throws LibvirtException;
    }

    @Override
    public CompletableFuture<LogPart> log(String instance, LogWish wish) {
        return look(instance, "read the console log of", (libvirt, domain) -> {
            Optional<Path> log = doors(domain).log();
            return log.isEmpty() ? LogPart.nothing() : read(log.get(), wish);
        });
    }

    private static LogPart read(Path log, LogWish wish) {
        try {
            return LogTail.read(log, wish);
        } catch (IOException e) {
            throw HostFailureException.passing(
                    "the console log " + log + " cannot be read: " + e.getMessage(),
                    "see whether the daemon may read what QEMU's log daemon writes");
        }
    }

    @Override
    public CompletableFuture<byte[]> screenshot(String instance) {
        return look(instance, "take the screen of", (libvirt, domain) -> {
            requireRunning(domain, instance);
            if (doors(domain).vnc().isEmpty()) {
                throw UnseenException.without(instance, "screen");
            }
            return Pictures.png(screen(libvirt, domain));
        });
    }

    private static byte[] screen(Connect libvirt, org.libvirt.Domain domain) throws LibvirtException {
        Stream stream = libvirt.streamNew(0);
        boolean whole = false;
        try {
            domain.screenshot(stream, 0);
            ByteArrayOutputStream picture = new ByteArrayOutputStream();
            byte[] buffer = new byte[64 * 1024];
            for (int read = stream.receive(buffer); read > 0; read = stream.receive(buffer)) {
                picture.write(buffer, 0, read);
                if (picture.size() > LARGEST_SCREEN) {
                    throw HostFailureException.permanent("the screen is too large", "set a smaller one in the guest");
                }
            }
            stream.finish();
            whole = true;
            return picture.toByteArray();
        } finally {
            if (!whole) {
                stream.abort();
            }
            stream.free();
        }
    }

    @Override
    public CompletableFuture<GuestFacts> guest(String instance) {
        return look(instance, "ask the agent of", (libvirt, domain) -> {
            requireRunning(domain, instance);
            if (!doors(domain).agent()) {
                return GuestFacts.silent("not connected: no qemu-guest-agent runs in the guest");
            }
            try {
                return AgentWords.read(
                        ask(domain, AgentWords.HOSTNAME),
                        ask(domain, AgentWords.SYSTEM),
                        ask(domain, AgentWords.INTERFACES));
            } catch (LibvirtException e) {
                return GuestFacts.silent("the agent does not answer: " + e.getMessage());
            }
        });
    }

    /** Each is asked once: an agent that hangs costs one time-out. */
    private static Optional<String> ask(org.libvirt.Domain domain, String question) throws LibvirtException {
        return Optional.ofNullable(domain.qemuAgentCommand(question, AGENT_SECONDS, 0));
    }

    @Override
    public CompletableFuture<MachineStatistics> statistics(String instance) {
        return look(
                instance,
                "measure",
                (libvirt, domain) -> StatisticsReading.of(
                        instance,
                        statistics.of(libvirt, instance),
                        doors(domain).macs()));
    }

    @Override
    public CompletableFuture<List<MachineStatistics>> statistics(int most) {
        return link.call("all", "measure all domains", DEADLINE, libvirt -> {
            List<String> mine = own.all(libvirt).stream()
                    .filter(Domain::active)
                    .map(Domain::instance)
                    .sorted()
                    .limit(most)
                    .toList();
            return mine.isEmpty() ? List.of() : StatisticsReading.of(mine, statistics.all(libvirt));
        });
    }

    @Override
    public CompletableFuture<ConsoleLine> console(String instance, ConsoleKind kind) {
        return look(instance, "find the console of", (libvirt, domain) -> {
            requireRunning(domain, instance);
            DomainDoors doors = doors(domain);
            Optional<Path> socket = kind == ConsoleKind.SERIAL ? doors.serial() : doors.vnc();
            Path path = socket.orElseThrow(() -> UnseenException.without(
                    instance, kind == ConsoleKind.SERIAL ? "serial console to connect to" : "screen"));
            return () -> connect(path);
        });
    }

    private static SocketChannel connect(Path path) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(path));
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private <T> CompletableFuture<T> look(String instance, String what, Sight<T> sight) {
        return link.call(
                instance,
                what + " " + instance,
                DEADLINE,
                libvirt -> own.with(libvirt, instance, (domain, owner) -> sight.on(libvirt, domain))
                        .orElseThrow(() -> UnseenException.absent(instance)));
    }

    private static DomainDoors doors(org.libvirt.Domain domain) throws LibvirtException {
        return DomainDoors.of(domain.getXMLDesc(0));
    }

    private static void requireRunning(org.libvirt.Domain domain, String instance) throws LibvirtException {
        if (domain.isActive() != 1) {
            throw UnseenException.notRunning(instance);
        }
    }
}
