package io.quark.compute.libvirt;

import io.quark.compute.hypervisor.DiskSource;
import io.quark.compute.hypervisor.HostFailureException;
import io.quark.compute.hypervisor.Pool;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.libvirt.Connect;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.LibvirtException;
import org.libvirt.StoragePool;
import org.libvirt.StorageVol;

/** A storage pool that libvirt keeps, of any type whose volumes QEMU can use: dir, fs, netfs, logical, rbd. Thread safe. */
final class LibvirtPool implements Pool {

    private static final long MIB = 1024L * 1024;

    /** A remote pool may be slow. */
    private static final Duration DEADLINE = Duration.ofMinutes(5);

    /** Where a new volume has to be written over as a whole: a terabyte at 50 MB/s. */
    private static final Duration MAKING = Duration.ofHours(6);

    private final LibvirtLink link;
    private final String name;

    LibvirtPool(LibvirtLink link, String name) {
        this.link = link;
        this.name = name;
    }

    @Override
    public CompletableFuture<DiskSource> create(String volume, long mib) {
        return call("make the volume " + volume, MAKING, pool -> {
            PoolXml xml = PoolXml.of(pool.getXMLDesc(0));
            StorageVol made = whole(pool, xml, volume, mib);
            return xml.source(volume, made.getPath());
        });
    }

    private static StorageVol whole(StoragePool pool, PoolXml xml, String volume, long mib) throws LibvirtException {
        String name = xml.volumeName(volume);
        if (lists(pool, name)) {
            StorageVol found = pool.storageVolLookupByName(name);
            // What has former content is written over to its end before it is used: how far that came is not known.
            if (!xml.showsFormerContent() && xml.isWhole(found.getXMLDesc(0), found.getInfo().capacity, mib)) {
                return found;
            }
            found.delete(0);
        }
        StorageVol made = pool.storageVolCreateXML(xml.volume(volume, mib), 0);
        if (xml.showsFormerContent()) {
            made.wipe();
        }
        return made;
    }

    @Override
    public CompletableFuture<Boolean> has(String volume) {
        return call("look for the volume " + volume, pool -> lists(pool, volumeName(pool, volume)));
    }

    /** A qcow2 file that QEMU has open is grown by QEMU; what lies below a raw disk never is. */
    @Override
    public CompletableFuture<Void> grow(String volume, long mib, boolean inUse) {
        CompletableFuture<Boolean> grown = call("grow the volume " + volume, pool -> {
            PoolXml xml = PoolXml.of(pool.getXMLDesc(0));
            if (inUse && xml.keepsFiles()) {
                return false;
            }
            StorageVol found = listed(pool, xml.volumeName(volume));
            if (found.getInfo().capacity < mib * MIB) {
                found.resize(mib * MIB, 0);
            }
            return true;
        });
        return grown.thenAccept(done -> {});
    }

    @Override
    public CompletableFuture<Void> remove(String volume) {
        CompletableFuture<Boolean> removed = call("remove the volume " + volume, pool -> {
            String file = volumeName(pool, volume);
            boolean there = lists(pool, file);
            if (there) {
                pool.storageVolLookupByName(file).delete(0);
            }
            return there;
        });
        return removed.thenAccept(done -> {});
    }

    private interface Work<T> {
        T on(StoragePool pool) throws LibvirtException;
    }

    private <T> CompletableFuture<T> call(String what, Work<T> work) {
        return call(what, DEADLINE, work);
    }

    private <T> CompletableFuture<T> call(String what, Duration deadline, Work<T> work) {
        return link.call(
                "pool " + name, what + " in the storage pool " + name, deadline, libvirt -> work.on(pool(libvirt)));
    }

    private StoragePool pool(Connect libvirt) throws LibvirtException {
        try {
            StoragePool pool = libvirt.storagePoolLookupByName(name);
            if (pool.isActive() != 1) {
                pool.create(0);
            }
            return pool;
        } catch (LibvirtException e) {
            if (Faults.is(e, ErrorNumber.VIR_ERR_NO_STORAGE_POOL)) {
                throw new HostFailureException(
                        HostFailureException.Kind.PERMANENT,
                        "libvirt on this host has no storage pool " + name,
                        "define it (virsh pool-define), or take it out of storage.pools",
                        e);
            }
            throw e;
        }
    }

    private static String volumeName(StoragePool pool, String volume) throws LibvirtException {
        return PoolXml.of(pool.getXMLDesc(0)).volumeName(volume);
    }

    private StorageVol listed(StoragePool pool, String volume) throws LibvirtException {
        if (!lists(pool, volume)) {
            throw HostFailureException.permanent(
                    "the volume " + volume + " is gone from the storage pool " + name,
                    "see who removed it, and whether what the pool lies on is mounted");
        }
        return pool.storageVolLookupByName(volume);
    }

    /** What others have put there since libvirt looked last counts, too. */
    private static boolean lists(StoragePool pool, String volume) throws LibvirtException {
        pool.refresh(0);
        return Arrays.asList(pool.listVolumes()).contains(volume);
    }
}
