package io.quark.net.host;

import java.util.Map;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets machines send what they like. What an earlier life of the daemon guarded is let go. */
final class NoGuard implements TapGuard {

    private static final Logger LOG = LoggerFactory.getLogger(NoGuard.class);

    private final NftGuard before;

    /** @param before what guarded the taps if an earlier life was told to */
    NoGuard(NftGuard before) {
        this.before = before;
    }

    @Override
    public void prepare() {
        LOG.info("machines are not kept to their own addresses: anti_spoofing is off");
    }

    @Override
    public void allow(String tap, Endpoint endpoint) {
        if (endpoint.filter().isPresent()) {
            throw HostProblems.unsupported(
                    BridgeDriver.NAME,
                    "filter: anti_spoofing is off",
                    "turn net.options.bridge.anti_spoofing on, or use the port without security groups");
        }
    }

    @Override
    public boolean works() {
        return false;
    }

    @Override
    public Map<String, String> drifted(Map<String, Endpoint> wanted) {
        return Map.of();
    }

    @Override
    public void forget(String tap) {}

    @Override
    public void forgetOthers(Predicate<String> keeps) {
        try {
            before.forgetOthers(tap -> false);
        } catch (DriverException e) {
            LOG.debug("no rules of an earlier life can be looked for: {}", e.getMessage()); // no nftables, no rules
        }
    }
}
