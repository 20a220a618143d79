package io.quark.net.host;

import io.quark.net.model.Ip;
import java.util.Map;
import java.util.Optional;

/** Settings of the bridge driver for tests. */
final class Settings {

    static final BridgeSettings PLAIN = new BridgeSettings("test", Map.of(), Optional.empty(), true);

    private Settings() {}

    static BridgeSettings tunnel(String address) {
        return new BridgeSettings("test", Map.of(), Optional.of(Ip.of(address)), true);
    }

    /** With a device that leads to the physical network {@code phys}. */
    static BridgeSettings physical(String device) {
        return new BridgeSettings("test", Map.of("phys", device), Optional.empty(), true);
    }

    static BridgeSettings owner(String owner) {
        return new BridgeSettings(owner, Map.of(), Optional.empty(), true);
    }
}
