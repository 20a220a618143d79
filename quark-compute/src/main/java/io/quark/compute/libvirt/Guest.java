package io.quark.compute.libvirt;

/**
 * How guests are run on this host.
 *
 * @param kind {@code qemu} or {@code test}
 * @param domainType libvirt's {@code domain/@type}: {@code kvm}, {@code qemu} or {@code test}
 * @param arch of guests
 * @param diskCache libvirt's {@code disk/driver/@cache}
 */
record Guest(String kind, String domainType, String arch, String diskCache) {

    static final String QEMU = "qemu";
    static final String TEST = "test";

    /** Whether it runs anything: the test hypervisor only plays. */
    boolean real() {
        return !kind.equals(TEST);
    }
}
