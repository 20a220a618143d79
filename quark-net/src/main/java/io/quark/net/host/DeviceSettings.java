package io.quark.net.host;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the host itself behaves on the devices of its machines' networks. It goes on where the kernel does not let it. */
final class DeviceSettings {

    private static final Logger LOG = LoggerFactory.getLogger(DeviceSettings.class);

    private final Sysctls sysctls;

    DeviceSettings(Sysctls sysctls) {
        this.sysctls = sysctls;
    }

    /** For a device that the host has a gateway's address on: nobody else has it here, so it need not be probed for; and the host is no router. */
    void noRouter(String device) {
        set("ipv6/conf/" + device + "/accept_dad", "0");
        set("ipv6/conf/" + device + "/accept_ra", "0");
        set("ipv6/conf/" + device + "/forwarding", "0");
        set("ipv4/conf/" + device + "/forwarding", "0");
    }

    /** For a device that the host only carries traffic on: it takes no address there by itself, nor answers for those it has elsewhere. */
    void noMember(String device) {
        set("ipv6/conf/" + device + "/disable_ipv6", "1");
        set("ipv4/conf/" + device + "/forwarding", "0");
        set("ipv4/conf/" + device + "/arp_ignore", "1");
    }

    /** Whether the device can have IPv6 addresses; where it is only off by default it is turned on for this device. */
    boolean hasIpv6(String device) {
        String path = "ipv6/conf/" + device + "/disable_ipv6";
        Optional<String> off = sysctls.get(path);
        return off.isPresent() && (off.get().equals("0") || sysctls.set(path, "0"));
    }

    private void set(String path, String value) {
        boolean isSo = sysctls.get(path).map(value::equals).orElse(true); // no IPv6 here: nothing to set
        if (!isSo && !sysctls.set(path, value)) {
            LOG.warn("the kernel does not let {} be set to {}", path, value);
        }
    }
}
