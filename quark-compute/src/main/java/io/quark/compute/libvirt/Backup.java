package io.quark.compute.libvirt;

import io.quark.compute.hypervisor.HostFailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.libvirt.Domain;
import org.libvirt.DomainJobInfo;
import org.libvirt.LibvirtException;

/**
 * libvirt's backup job in push mode: QEMU copies what the disk held when the job began, whatever the guest writes meanwhile, and no chain of files is
 * left behind. Blocks; stateless.
 *
 * @see <a href="https://libvirt.org/formatbackup.html">libvirt: Backup XML format</a>
 */
final class Backup {

    /** Of {@code virDomainGetJobStats}. */
    private static final int COMPLETED_JOB = 1;

    /** Of {@code virDomainJobType}; the binding's own constants are powers of two by mistake. */
    private static final int BOUNDED = 1;

    private static final int UNBOUNDED = 2;
    private static final int COMPLETED = 3;

    private Backup() {}

    /** Begins to copy the root disk; a copy that an earlier life of the daemon has begun is given up. */
    static void begin(Domain domain, Path to) throws LibvirtException {
        if (domain.isActive() != 1) {
            throw HostFailureException.passing("it does not run any more", "try again");
        }
        if (isUnderWay(domain.getJobInfo())) {
            domain.abortJob();
        }
        discard(to);
        domain.backupBegin(xml(DiskXml.devices(domain.getXMLDesc(0)), to), null, 0);
    }

    /** The share that is done; 1: all of it. */
    static double look(Domain domain, boolean giveUp) throws LibvirtException {
        DomainJobInfo job = domain.getJobInfo();
        if (isUnderWay(job)) {
            if (giveUp) {
                domain.abortJob();
                return 0;
            }
            long total = job.getFileTotal();
            // Less than all, as long as the job stands.
            return total <= 0 ? 0 : Math.min(0.99, job.getFileProcessed() / (double) total);
        }
        int ended = domain.getJobStats(COMPLETED_JOB).type;
        if (giveUp || ended == COMPLETED) {
            return 1;
        }
        throw HostFailureException.passing(
                "the copy of its disk ended as " + ended,
                "see libvirt's log on this host, and whether its disk is full");
    }

    private static boolean isUnderWay(DomainJobInfo job) {
        return job.getType() == BOUNDED || job.getType() == UNBOUNDED;
    }

    private static String xml(Iterable<String> devices, Path to) {
        Xml backup = Xml.root("domainbackup").with("mode", "push");
        Xml disks = backup.child("disks");
        for (String device : devices) {
            Xml disk = disks.child("disk").with("name", device);
            if (device.equals(DomainXml.ROOT)) {
                disk.with("type", "file");
                disk.child("target").with("file", to);
                disk.child("driver").with("type", "qcow2");
            } else {
                disk.with("backup", "no");
            }
        }
        return backup.document(false);
    }

    private static void discard(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new HostFailureException(
                    HostFailureException.Kind.PASSING, "cannot remove " + file, "see the host's storage directory", e);
        }
    }
}
