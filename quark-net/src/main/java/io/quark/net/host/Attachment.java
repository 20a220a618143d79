package io.quark.net.host;

/** What the hypervisor has to do with a machine's interface, so that it joins its network. */
public sealed interface Attachment {

    /**
     * Join a Linux bridge by a tap device that the hypervisor makes.
     *
     * @param target name of the tap device
     * @param mtu bytes
     */
    record BridgeAttachment(String bridge, String target, int mtu) implements Attachment {}

    /**
     * Join an Open vSwitch bridge by a tap device that the hypervisor makes and adds to the bridge.
     *
     * @param target name of the tap device
     * @param interfaceId UUID that names the port in Open vSwitch's database
     * @param mtu bytes
     * @param offloads whether the switch takes frames whose checksums and segments are left to the hardware
     */
    record OvsAttachment(String bridge, String target, String interfaceId, int mtu, boolean offloads)
            implements Attachment {}

    /** User-mode networking of the hypervisor itself: for sessions without privileges. Addresses are not kept. */
    record UserModeAttachment() implements Attachment {}

    /** Nothing on the host: for hypervisors that only pretend. */
    record NoneAttachment() implements Attachment {}
}
