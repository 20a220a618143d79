package io.quark.net.host;

import io.quark.net.model.Ip;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Brings the {@link BridgeDriver}. Options: {@code ip}, {@code bridge}, {@code tc} and {@code nft}, the paths of iproute2's and nftables' programs;
 * {@code gateways}, whether the host takes the gateway addresses of networks that stay on it (true unless told otherwise);
 * {@code anti_spoofing}, whether machines are kept to their own addresses: {@code true} unless told otherwise, {@code false}, or
 * {@code if_possible}; {@code physical.NAME}, the interface or bridge that leads to the physical network NAME; {@value #TUNNEL}, the address
 * of this host at which it takes tunnelled traffic; {@value #OWNER}, what tells the devices and rules of this daemon from those of another on
 * the same host.
 */
public final class BridgeProvider implements DriverProvider {

    /** An option that a host fills in by itself. */
    public static final String OWNER = "owner";

    /** An option that a host fills in from its own settings. */
    public static final String TUNNEL = "tunnel";

    private static final String PHYSICAL = "physical.";

    @Override
    public String name() {
        return BridgeDriver.NAME;
    }

    @Override
    public Driver open(Map<String, String> options) {
        Options mine = new Options(
                name(),
                options,
                Set.of("ip", "bridge", "tc", "nft", "gateways", "anti_spoofing", OWNER, TUNNEL),
                Optional.of(PHYSICAL));
        ProcessRunner runner = new SystemProcessRunner();
        BridgeSettings settings = new BridgeSettings(
                mine.word(OWNER, "quark"), mine.devices(PHYSICAL), tunnel(mine), mine.flag("gateways", true));
        IpCommand ip = new IpCommand(runner, List.of(mine.text("ip", "ip")));
        NftCommand nft = new NftCommand(runner, List.of(mine.text("nft", "nft")));
        TcCommand tc = new TcCommand(runner, List.of(mine.text("tc", "tc")));
        return new BridgeDriver(
                new BridgeDriver.Tools(
                        ip,
                        new BridgeCommand(runner, List.of(mine.text("bridge", "bridge"))),
                        new ProcSysctls(),
                        as(mine, new NftGuard(nft, settings.owner())),
                        new LinuxTapLimits(ip, tc, nft, settings.owner())),
                settings);
    }

    private static Optional<Ip> tunnel(Options mine) {
        String address = mine.text(TUNNEL, "");
        return address.isEmpty() ? Optional.empty() : Optional.of(Ip.of(address));
    }

    private static TapGuard as(Options mine, NftGuard guard) {
        if (mine.text("anti_spoofing", "true").equals("if_possible")) {
            return new LenientGuard(guard);
        }
        return mine.flag("anti_spoofing", true) ? guard : new NoGuard(guard);
    }
}
