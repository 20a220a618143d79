package io.quark.net.host;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Brings the {@link BridgeDriver}. Options: {@code ip}, the path of iproute2's program; {@code gateways}, whether the host takes
 * the gateway addresses of its networks (true unless told otherwise).
 */
public final class BridgeProvider implements DriverProvider {

    @Override
    public String name() {
        return BridgeDriver.NAME;
    }

    @Override
    public Driver open(Map<String, String> options) {
        Options mine = new Options(name(), options, Set.of("ip", "gateways"));
        IpCommand ip = new IpCommand(new SystemProcessRunner(), List.of(mine.text("ip", "ip")));
        return new BridgeDriver(ip, new ProcSysctls(), mine.flag("gateways", true));
    }
}
