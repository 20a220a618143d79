package io.quark.compute.libvirt;

import org.libvirt.Connect;
import org.libvirt.LibvirtException;
import org.libvirt.jna.ConnectionPointer;

/** A connection that can be handed to functions of libvirt which its Java binding does not have. */
final class OpenConnect extends Connect {

    OpenConnect(String uri) throws LibvirtException {
        super(uri);
    }

    /** Valid until it is closed. */
    ConnectionPointer pointer() {
        return vcp;
    }
}
