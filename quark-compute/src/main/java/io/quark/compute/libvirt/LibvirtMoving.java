package io.quark.compute.libvirt;

import io.quark.compute.hypervisor.Domain;
import io.quark.compute.hypervisor.HostFailureException;
import io.quark.compute.hypervisor.HostFailureException.Kind;
import io.quark.compute.hypervisor.Journey;
import io.quark.compute.hypervisor.Moving;
import io.quark.compute.hypervisor.StopSignal;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleConsumer;
import org.libvirt.Connect;
import org.libvirt.Domain.DomainMigrateParameters;
import org.libvirt.Domain.MigrateFlags;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.LibvirtException;
import org.libvirt.TypedParameter;
import org.libvirt.TypedStringParameter;
import org.libvirt.TypedUlongParameter;

/**
 * Sends domains from one libvirt to another, which do it between themselves: it goes on while this daemon is away. Thread safe.
 *
 * @see <a href="https://libvirt.org/migration.html">libvirt: Guest migration</a>
 */
final class LibvirtMoving implements Moving {

    /** As long as it may take; whoever thinks that it takes too long cancels it. */
    private static final Duration NO_END = Duration.ofDays(30);

    private static final Duration QUICK = Duration.ofMinutes(1);

    private static final int XML_SECURE = 1;
    private static final int XML_INACTIVE = 2;
    private static final int XML_MIGRATABLE = 8;

    /** libvirt counts in MiB/s. */
    private static final long KBIT_IN_MIB = 8_389;

    private static final int FLAGS = MigrateFlags.LIVE
            | MigrateFlags.PEER2PEER
            | MigrateFlags.PERSIST_DEST
            | MigrateFlags.UNDEFINE_SOURCE
            | MigrateFlags.PAUSED
            | MigrateFlags.ABORT_ON_ERROR
            | MigrateFlags.AUTO_CONVERGE;

    private final LibvirtLink link;
    private final OwnDomains own;

    LibvirtMoving(LibvirtLink link, OwnDomains own) {
        this.link = link;
        this.own = own;
    }

    /** Under a key of its own: meanwhile others look at the domain. */
    @Override
    public CompletableFuture<Void> send(String instance, Journey journey, DoubleConsumer progress, StopSignal stop) {
        CompletableFuture<Boolean> sent =
                link.call("move " + instance, "send the domain of " + instance, NO_END, libvirt -> {
                    new Sending(libvirt, instance, journey, progress, stop).run();
                    return true;
                });
        return sent.thenAccept(yes -> {});
    }

    @Override
    public CompletableFuture<Void> openDisks(String instance) {
        CompletableFuture<Boolean> opened = link.call(instance, "open the disks of " + instance, QUICK, libvirt -> {
            own.on(libvirt, instance, domain -> DiskAccess.open(libvirt, domain));
            return true;
        });
        return opened.thenAccept(yes -> {});
    }

    /** One attempt. Blocks. */
    private final class Sending {

        private final Connect libvirt;
        private final String instance;
        private final Journey journey;
        private final DoubleConsumer progress;
        private final StopSignal stop;
        /** Whether libvirt has said that it was done. */
        private boolean accepted;

        Sending(Connect libvirt, String instance, Journey journey, DoubleConsumer progress, StopSignal stop) {
            this.libvirt = libvirt;
            this.instance = instance;
            this.journey = journey;
            this.progress = progress;
            this.stop = stop;
        }

        void run() throws LibvirtException {
            Optional<Domain> found = own.look(libvirt, instance);
            if (found.isPresent()) {
                own.on(libvirt, instance, domain -> {
                    new MigrationJob(domain, journey, progress, stop).await(); // of an earlier life of this daemon
                });
                found = own.look(libvirt, instance);
            }
            if (found.isEmpty()) {
                requireThere();
                return;
            }
            stop.check();
            send();
        }

        private void send() throws LibvirtException {
            String there = definition();
            try {
                own.on(libvirt, instance, domain -> {
                    try (MigrationJob job = new MigrationJob(domain, journey, progress, stop)) {
                        job.watch();
                        domain.migrateToURI(journey.uri(), parameters(domain, there), flags(domain));
                        accepted = true;
                    }
                });
            } catch (LibvirtException e) {
                // Whether it left nevertheless is asked, not guessed.
                if (own.look(libvirt, instance).isPresent()) {
                    stop.check();
                    throw e;
                }
            }
            Optional<Domain> left = own.look(libvirt, instance);
            if (left.isEmpty()) {
                if (!accepted) {
                    requireThere();
                }
            } else if (accepted) {
                own.undefine(libvirt, instance, false);
            } else {
                throw HostFailureException.passing(
                        "the domain of " + instance + " did not leave", "see libvirt's log on this host");
            }
        }

        /** Only what its disk has beside its image is copied, where the other host's disk has the same image below it. */
        private int flags(org.libvirt.Domain domain) throws LibvirtException {
            if (!journey.copy()) {
                // That its hosts share a storage, their operators have said: libvirt knows only some file systems by
                // themselves.
                return FLAGS | MigrateFlags.UNSAFE;
            }
            boolean same = MigrationXml.liesAboveOnly(domain.getXMLDesc(XML_SECURE), journey.base());
            return FLAGS | (same ? MigrateFlags.NON_SHARED_INC : MigrateFlags.NON_SHARED_DISK);
        }

        private TypedParameter[] parameters(org.libvirt.Domain domain, String there) throws LibvirtException {
            List<TypedParameter> parameters = new ArrayList<>();
            parameters.add(new TypedStringParameter(
                    DomainMigrateParameters.VIR_MIGRATE_PARAM_DEST_XML,
                    MigrationXml.of(domain.getXMLDesc(XML_SECURE | XML_MIGRATABLE), there)));
            parameters.add(new TypedStringParameter(
                    DomainMigrateParameters.VIR_MIGRATE_PARAM_PERSIST_XML,
                    MigrationXml.of(domain.getXMLDesc(XML_SECURE | XML_INACTIVE), there)));
            // Without it the other host is reached by its host name, which need not be known here.
            parameters.add(new TypedStringParameter(
                    DomainMigrateParameters.VIR_MIGRATE_PARAM_URI,
                    "tcp://" + URI.create(journey.uri()).getHost()));
            journey.maxBandwidthKbps()
                    .ifPresent(kbps -> parameters.add(new TypedUlongParameter(
                            DomainMigrateParameters.VIR_MIGRATE_PARAM_BANDWIDTH, Math.max(1, kbps / KBIT_IN_MIB))));
            return parameters.toArray(TypedParameter[]::new);
        }

        /** As the other host has defined it. */
        private String definition() {
            return atTheOtherEnd(Kind.PASSING, domain -> domain.getXMLDesc(XML_SECURE | XML_INACTIVE))
                    .orElseThrow(() -> HostFailureException.permanent(
                            "the other host, " + journey.uri() + ", has not defined the domain of " + instance,
                            "see the log of quark-compute there"));
        }

        /** It is not here; if it is not there either, it was removed by somebody else. */
        private void requireThere() {
            boolean there = atTheOtherEnd(Kind.UNREACHABLE, domain -> domain.isActive() == 1)
                    .orElse(false);
            if (!there) {
                throw HostFailureException.permanent(
                        "the domain of " + instance + " is gone here, and did not arrive at " + journey.uri(),
                        "see who removes domains on this host besides Quark; its disk is still here");
            }
        }

        /** @param otherwise what it means that the other end cannot be asked */
        private <T> Optional<T> atTheOtherEnd(Kind otherwise, Question<T> question) {
            try {
                Connect other = new Connect(journey.uri());
                try {
                    org.libvirt.Domain domain = other.domainLookupByUUIDString(instance);
                    try {
                        return Optional.of(question.ask(domain));
                    } finally {
                        domain.free();
                    }
                } finally {
                    other.close();
                }
            } catch (LibvirtException e) {
                if (Faults.is(e, ErrorNumber.VIR_ERR_NO_DOMAIN)) {
                    return Optional.empty();
                }
                throw new HostFailureException(
                        otherwise,
                        "the other host's libvirt cannot be asked at " + journey.uri() + ": " + e.getMessage(),
                        "see whether libvirtd there listens, and lets this host in",
                        e);
            }
        }
    }

    private interface Question<T> {
        T ask(org.libvirt.Domain domain) throws LibvirtException;
    }
}
