package io.quark.net.host;

import io.quark.net.model.Ip;
import java.util.Map;
import java.util.Optional;

/**
 * How the bridge driver is configured.
 *
 * @param owner tells this daemon's devices and rules from those of others on the same host: a word
 * @param physical interface or bridge that leads to a physical network, by the network's name
 * @param tunnel address of this host at which it takes tunnelled traffic
 * @param gateways whether the host takes the gateway's addresses of networks that stay on it
 */
record BridgeSettings(String owner, Map<String, String> physical, Optional<Ip> tunnel, boolean gateways) {

    BridgeSettings {
        physical = Map.copyOf(physical);
    }
}
