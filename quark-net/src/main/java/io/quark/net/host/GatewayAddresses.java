package io.quark.net.host;

import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The addresses of gateways that the host itself has, on the device by which it is on a network. Stateless. */
public final class GatewayAddresses {

    private static final Logger LOG = LoggerFactory.getLogger(GatewayAddresses.class);

    private final IpCommand ip;
    private final DeviceSettings settings;

    public GatewayAddresses(IpCommand ip, Sysctls sysctls) {
        this(ip, new DeviceSettings(sysctls));
    }

    GatewayAddresses(IpCommand ip, DeviceSettings settings) {
        this.ip = ip;
        this.settings = settings;
    }

    /** Brings a device up on which the host is a gateway, but no router. */
    public void open(String device) {
        settings.noRouter(device);
        ip.run("link", "set", "dev", device, "up");
    }

    /**
     * Takes those that are missing.
     *
     * @param gateways with their prefix length
     */
    public void take(String device, List<String> gateways) {
        if (gateways.isEmpty()) {
            return;
        }
        Set<String> there = ip.addresses(device);
        for (String gateway : gateways) {
            boolean v6 = gateway.contains(":");
            if (there.contains(gateway)) {
                continue;
            }
            if (v6 && !settings.hasIpv6(device)) {
                LOG.warn("this host has no IPv6: bridge {} goes without {}", device, gateway);
            } else if (v6) {
                ip.run("address", "add", gateway, "dev", device, "nodad");
            } else {
                ip.run("address", "add", gateway, "dev", device);
            }
        }
    }
}
