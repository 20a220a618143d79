package io.quark.compute.libvirt;

import io.quark.compute.hypervisor.DomainDisk;
import io.quark.compute.hypervisor.DomainDisks;
import io.quark.compute.hypervisor.HostFailureException;
import io.quark.compute.hypervisor.StopSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleConsumer;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.Domain.DeviceModifyFlags;
import org.libvirt.DomainInfo.DomainState;
import org.libvirt.LibvirtException;
import org.w3c.dom.Element;

/** Disks and memory of QEMU's domains. Thread safe. */
final class LibvirtDisks implements DomainDisks {

    private static final int XML_INACTIVE = 2;
    private static final int RESIZE_IN_BYTES = 1;
    private static final long MIB = 1024L * 1024;
    private static final Duration QUICK = Duration.ofMinutes(1);

    /** For the memory of the largest machine on a slow disk. */
    private static final Duration LONG = Duration.ofMinutes(30);

    private static final Duration POLL = Duration.ofMillis(250);

    /** A guest that is booting, or has no driver for it, never lets go. */
    private static final Duration LETTING_GO = Duration.ofSeconds(20);

    private final LibvirtHypervisor libvirt;
    private final GuestProbe probe;

    LibvirtDisks(LibvirtHypervisor libvirt, GuestProbe probe) {
        this.libvirt = libvirt;
        this.probe = probe;
    }

    @Override
    public CompletableFuture<Void> plugIn(String instance, DomainDisk disk) {
        return required(instance, "plug a disk into", QUICK, domain -> {
            int flags = 0;
            if (!has(domain.getXMLDesc(XML_INACTIVE), disk)) {
                flags |= DeviceModifyFlags.CONFIG;
            }
            if (domain.isActive() == 1 && !has(domain.getXMLDesc(0), disk)) {
                flags |= DeviceModifyFlags.LIVE;
            }
            if (flags != 0) {
                domain.attachDeviceFlags(new DiskXml(cache(domain)).document(disk), flags);
            }
            return true;
        });
    }

    @Override
    public CompletableFuture<Void> unplug(String instance, DomainDisk disk) {
        return required(instance, "unplug a disk from", QUICK, domain -> {
                    if (domain.isActive() == 1 && has(domain.getXMLDesc(0), disk)) {
                        domain.detachDeviceFlags(new DiskXml(cache(domain)).document(disk), DeviceModifyFlags.LIVE);
                    }
                    return true;
                })
                .thenCompose(asked -> awaitGone(instance, disk, System.nanoTime()))
                .thenCompose(gone -> required(instance, "unplug a disk from", QUICK, domain -> {
                    // Only now: a machine that keeps it must find it again at its next start.
                    if (has(domain.getXMLDesc(XML_INACTIVE), disk)) {
                        domain.detachDeviceFlags(new DiskXml(cache(domain)).document(disk), DeviceModifyFlags.CONFIG);
                    }
                    return true;
                }));
    }

    private CompletableFuture<Void> awaitGone(String instance, DomainDisk disk, long since) {
        return libvirt.ask(
                        instance,
                        "look at the disks of",
                        QUICK,
                        domain -> domain.isActive() == 1 && has(domain.getXMLDesc(0), disk))
                .thenCompose(still -> {
                    if (!still.orElse(false)) {
                        return CompletableFuture.completedFuture(null);
                    }
                    if (System.nanoTime() - since > LETTING_GO.toNanos()) {
                        throw HostFailureException.passing(
                                "the guest of " + instance + " does not let go of its disk " + disk.device(),
                                "unmount it in the guest; or stop the machine, then detach it");
                    }
                    return CompletableFuture.supplyAsync(() -> true, later())
                            .thenCompose(now -> awaitGone(instance, disk, since));
                });
    }

    @Override
    public CompletableFuture<Boolean> grow(String instance, DomainDisk disk, long mib) {
        return libvirt.ask(instance, "grow a disk of", QUICK, domain -> {
                    boolean active = domain.isActive() == 1 && has(domain.getXMLDesc(0), disk);
                    if (active) {
                        domain.blockResize(disk.device(), mib * MIB, RESIZE_IN_BYTES);
                    }
                    return active;
                })
                .thenApply(active -> active.orElse(false));
    }

    @Override
    public CompletableFuture<Void> copyRoot(String instance, Path to, StopSignal stop, DoubleConsumer progress) {
        return required(instance, "copy the disk of", QUICK, domain -> {
                    Backup.begin(domain, to);
                    return true;
                })
                .thenCompose(begun -> awaitCopy(instance, stop, progress));
    }

    private CompletableFuture<Void> awaitCopy(String instance, StopSignal stop, DoubleConsumer progress) {
        return libvirt.ask(
                        instance, "look at the copy of a disk of", QUICK, domain -> Backup.look(domain, stop.isAsked()))
                .thenCompose(share -> {
                    stop.check();
                    double done = share.orElseThrow(() -> gone(instance));
                    progress.accept(done);
                    return done >= 1
                            ? CompletableFuture.completedFuture(null)
                            : CompletableFuture.supplyAsync(() -> true, later())
                                    .thenCompose(now -> awaitCopy(instance, stop, progress));
                });
    }

    /** Paused before it is saved, so that it is paused when it comes back, and runs only once its limits are in force. */
    @Override
    public CompletableFuture<Void> save(String instance, Path to) {
        Path part = to.resolveSibling(to.getFileName() + ".part");
        return required(instance, "save the memory of", LONG, domain -> {
            if (domain.isActive() == 1) {
                if (domain.getInfo().state != DomainState.VIR_DOMAIN_PAUSED) {
                    domain.suspend();
                }
                domain.save(part.toString());
            }
            complete(part, to);
            return true;
        });
    }

    /** It is not active because it was saved: so what was saved is complete, also if nobody has said so yet. */
    private static void complete(Path part, Path to) {
        try {
            if (Files.exists(part)) {
                Files.move(part, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new HostFailureException(
                    HostFailureException.Kind.PASSING,
                    "cannot keep the saved memory " + to + ": " + e,
                    "see the host's storage directory",
                    e);
        }
    }

    @Override
    public CompletableFuture<Void> startFrom(String instance, Path memory) {
        CompletableFuture<Optional<Boolean>> active =
                libvirt.ask(instance, "look at", QUICK, domain -> domain.isActive() == 1);
        return active.thenCompose(found -> {
            boolean already = found.orElseThrow(() -> gone(instance));
            return already
                    ? CompletableFuture.completedFuture(null)
                    : libvirt.act(instance, "bring back the memory of", LONG, connect -> restore(connect, memory));
        });
    }

    private static void restore(Connect connect, Path memory) throws LibvirtException {
        connect.restore(memory.toString());
    }

    @Override
    public CompletableFuture<Optional<List<String>>> shape(String instance) {
        return libvirt.ask(
                instance,
                "look at",
                QUICK,
                domain -> MemoryShape.of(domain.getXMLDesc(domain.isActive() == 1 ? 0 : XML_INACTIVE)));
    }

    private String cache(Domain domain) throws LibvirtException {
        return probe.guest(domain.getConnect()).diskCache();
    }

    private <T> CompletableFuture<Void> required(
            String instance, String what, Duration deadline, OwnDomains.Question<T> ask) {
        return libvirt.ask(instance, what, deadline, ask).thenAccept(found -> {
            if (found.isEmpty()) {
                throw gone(instance);
            }
        });
    }

    private static boolean has(String domainXml, DomainDisk disk) {
        Optional<Element> found = DiskXml.find(domainXml, disk.device());
        if (found.isPresent()
                && !DiskXml.where(found.get()).equals(disk.source().where())) {
            throw HostFailureException.permanent(
                    "the domain has another disk as " + disk.device() + " already",
                    "see who attaches disks on this host besides Quark");
        }
        return found.isPresent();
    }

    private static HostFailureException gone(String instance) {
        return HostFailureException.permanent(
                "the domain of " + instance + " is gone, or is not this compute's",
                "see who removes domains on this host besides Quark");
    }

    private static Executor later() {
        return CompletableFuture.delayedExecutor(POLL.toMillis(), TimeUnit.MILLISECONDS);
    }
}
