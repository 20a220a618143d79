package io.quark.net.host;

import java.util.Map;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Guards where the host can, and says so where it cannot. */
final class LenientGuard implements TapGuard {

    private static final Logger LOG = LoggerFactory.getLogger(LenientGuard.class);

    private final TapGuard guard;
    private volatile boolean works;

    LenientGuard(TapGuard guard) {
        this.guard = guard;
    }

    @Override
    public void prepare() {
        tolerant("this host", () -> {
            guard.prepare();
            works = guard.works();
        });
    }

    @Override
    public void allow(String tap, Endpoint endpoint) {
        if (endpoint.filter().isPresent()) {
            guard.allow(tap, endpoint); // asked for by somebody: never left out
        } else {
            tolerant("port " + endpoint.port(), () -> guard.allow(tap, endpoint));
        }
    }

    @Override
    public boolean works() {
        return works;
    }

    @Override
    public Map<String, String> drifted(Map<String, Endpoint> wanted) {
        return works ? guard.drifted(wanted) : Map.of();
    }

    @Override
    public void forget(String tap) {
        tolerant("tap " + tap, () -> guard.forget(tap));
    }

    @Override
    public void forgetOthers(Predicate<String> keeps) {
        tolerant("this host", () -> guard.forgetOthers(keeps));
    }

    private static void tolerant(String what, Runnable work) {
        try {
            work.run();
        } catch (DriverException e) {
            LOG.warn("{} goes without anti-spoofing: {}", what, e.getMessage());
        }
    }
}
