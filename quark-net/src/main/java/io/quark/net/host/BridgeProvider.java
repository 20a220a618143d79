package io.quark.net.host;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Brings the {@link BridgeDriver}. Options: {@code ip} and {@code nft}, the paths of iproute2's and nftables' programs; {@code gateways},
 * whether the host takes the gateway addresses of its networks (true unless told otherwise); {@code anti_spoofing}, whether machines are
 * kept to their own addresses: {@code true} unless told otherwise, {@code false}, or {@code if_possible}; {@value #OWNER}, what tells the
 * rules of this daemon from those of another on the same host.
 */
public final class BridgeProvider implements DriverProvider {

    /** The option that a host fills in by itself. */
    public static final String OWNER = "owner";

    @Override
    public String name() {
        return BridgeDriver.NAME;
    }

    @Override
    public Driver open(Map<String, String> options) {
        Options mine = new Options(name(), options, Set.of("ip", "nft", "gateways", "anti_spoofing", OWNER));
        ProcessRunner runner = new SystemProcessRunner();
        IpCommand ip = new IpCommand(runner, List.of(mine.text("ip", "ip")));
        NftGuard guard =
                new NftGuard(new NftCommand(runner, List.of(mine.text("nft", "nft"))), mine.word(OWNER, "quark"));
        return new BridgeDriver(ip, new ProcSysctls(), as(mine, guard), new NoTapLimits(), mine.flag("gateways", true));
    }

    private static TapGuard as(Options mine, NftGuard guard) {
        if (mine.text("anti_spoofing", "true").equals("if_possible")) {
            return new LenientGuard(guard);
        }
        return mine.flag("anti_spoofing", true) ? guard : new NoGuard(guard);
    }
}
