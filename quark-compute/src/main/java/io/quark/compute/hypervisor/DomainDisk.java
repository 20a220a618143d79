package io.quark.compute.hypervisor;

/**
 * A disk of a domain beside its own.
 *
 * @param device as which the guest sees it where it names disks in order, e.g. {@code vdc}
 * @param serial by which the guest can tell it for certain; at most 20 characters, which is what virtio carries
 */
public record DomainDisk(String device, String serial, DiskSource source) {

    private static final int SERIAL_LENGTH = 20;

    /** The disk of a volume: its serial is the beginning of the volume's id. */
    public static DomainDisk ofVolume(String volume, String device, DiskSource source) {
        return new DomainDisk(device, volume.substring(0, Math.min(SERIAL_LENGTH, volume.length())), source);
    }
}
