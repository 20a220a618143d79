package io.quark.compute.libvirt;

import io.quark.common.model.Machine;
import io.quark.compute.hypervisor.DomainNic;
import io.quark.compute.hypervisor.HostFailureException;
import io.quark.compute.hypervisor.MachineFiles;
import io.quark.compute.hypervisor.Shaping;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.libvirt.Domain;
import org.libvirt.Domain.BlockResizeFlags;
import org.libvirt.Domain.DeviceModifyFlags;
import org.libvirt.Domain.VcpuFlags;
import org.libvirt.LibvirtException;

/** The shape of domains. Thread safe. */
final class LibvirtShaping implements Shaping {

    private static final long MIB = 1024L * 1024;
    private static final long KIB_OF_A_MIB = 1024;
    private static final int XML_INACTIVE = 2;

    private final LibvirtHypervisor libvirt;
    private final OwnDomains own;
    private final GuestProbe probe;

    LibvirtShaping(LibvirtHypervisor libvirt, OwnDomains own, GuestProbe probe) {
        this.libvirt = libvirt;
        this.own = own;
        this.probe = probe;
    }

    @Override
    public CompletableFuture<Optional<String>> obstacle(Machine wanted) {
        return libvirt.askOf(wanted.instance(), "look at the shape of", domain -> {
            if (domain.isActive() != 1) {
                return Optional.empty();
            }
            Optional<Long> disk = DomainShape.hasRootDisk(domain.getXMLDesc(0))
                    ? Optional.of(domain.blockInfo(DomainXml.ROOT).getCapacity() / MIB)
                    : Optional.empty();
            // The test driver's machines have disks only on paper.
            return DomainShape.of(domain.getXMLDesc(0))
                    .obstacle(wanted, libvirt.isReal() ? disk : Optional.of(wanted.storage()));
        });
    }

    @Override
    public CompletableFuture<Void> growDisk(Machine wanted) {
        return libvirt.actOn(wanted.instance(), "grow the disk of", domain -> {
            if (!DomainShape.hasRootDisk(domain.getXMLDesc(0))
                    || domain.blockInfo(DomainXml.ROOT).getCapacity() >= wanted.storage() * MIB) {
                return;
            }
            domain.blockResize(DomainXml.ROOT, wanted.storage() * MIB, BlockResizeFlags.BYTES);
            requireEqual(
                    "MiB of disk",
                    wanted.storage(),
                    domain.blockInfo(DomainXml.ROOT).getCapacity() / MIB,
                    wanted);
        });
    }

    @Override
    public CompletableFuture<Void> addVcpus(Machine wanted) {
        return libvirt.actOn(wanted.instance(), "add virtual CPUs to", domain -> {
            if (OwnDomains.vcpus(domain.getXMLDesc(0)) < wanted.cpu()) {
                domain.setVcpusFlags(wanted.cpu(), VcpuFlags.LIVE);
                requireEqual("virtual CPUs", wanted.cpu(), OwnDomains.vcpus(domain.getXMLDesc(0)), wanted);
            }
        });
    }

    @Override
    public CompletableFuture<Void> addMemory(Machine wanted) {
        return libvirt.actOn(wanted.instance(), "add memory to", domain -> {
            long missing = wanted.ram() - DomainShape.of(domain.getXMLDesc(0)).ram();
            if (missing > 0) {
                domain.attachDeviceFlags(dimm(missing), DeviceModifyFlags.LIVE);
                requireEqual("MiB of memory", wanted.ram(), ram(domain), wanted);
            }
        });
    }

    private static long ram(Domain domain) throws LibvirtException {
        return DomainShape.of(domain.getXMLDesc(0)).ram();
    }

    private static String dimm(long mib) {
        Xml memory = Xml.root("memory").with("model", "dimm");
        Xml target = memory.child("target");
        target.child("size").with("unit", "KiB").value(mib * KIB_OF_A_MIB);
        target.text("node", 0);
        return memory.document(false);
    }

    @Override
    public CompletableFuture<Void> redefine(Machine wanted, MachineFiles files, List<DomainNic> nics) {
        return libvirt.act(wanted.instance(), "redefine", connect -> {
            Guest guest = probe.guest(connect);
            MachineFiles real = SocketDirectory.prepared(guest, files);
            String xml = own.redefine(
                    connect, wanted.instance(), owner -> DomainXml.of(guest, owner.named(wanted), wanted, real, nics));
            requireEqual("virtual CPUs", wanted.cpu(), OwnDomains.vcpus(xml), wanted);
            requireEqual("MiB of memory", wanted.ram(), DomainShape.of(xml).ram(), wanted);
        });
    }

    @Override
    public CompletableFuture<String> definition(String instance) {
        return libvirt.askOf(instance, "read the definition of", domain -> domain.getXMLDesc(XML_INACTIVE));
    }

    @Override
    public CompletableFuture<Void> takeBack(String instance, String definition) {
        return libvirt.act(instance, "redefine", connect -> own.redefine(connect, instance, anyOwner -> definition));
    }

    private static void requireEqual(String of, long wanted, long found, Machine machine) {
        if (found != wanted) {
            throw HostFailureException.passing(
                    "libvirt gave the domain of " + machine.instance() + " " + found + " " + of + ", not " + wanted,
                    "see libvirt's log on this host");
        }
    }
}
