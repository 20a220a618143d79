package io.quark.compute.libvirt;

import java.util.Optional;

/**
 * How guests are run on this host.
 *
 * @param kind {@code qemu} or {@code test}
 * @param domainType libvirt's {@code domain/@type}: {@code kvm}, {@code qemu} or {@code test}
 * @param arch of guests
 * @param diskCache libvirt's {@code disk/driver/@cache}
 * @param cpus that the host has; 0: not known
 * @param ram MiB that the host has; 0: not known
 * @param user as whom they run; absent: libvirt does not tell, so as this process
 */
record Guest(String kind, String domainType, String arch, String diskCache, int cpus, long ram, Optional<User> user) {

    static final String QEMU = "qemu";
    static final String TEST = "test";

    /** A user of the host and its group, by their numbers. */
    record User(int uid, int gid) {}

    /** Whether it runs anything: the test hypervisor only plays. */
    boolean real() {
        return !kind.equals(TEST);
    }
}
