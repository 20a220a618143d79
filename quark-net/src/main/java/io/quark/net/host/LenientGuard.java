package io.quark.net.host;

import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Guards where the host can, and says so where it cannot. */
final class LenientGuard implements TapGuard {

    private static final Logger LOG = LoggerFactory.getLogger(LenientGuard.class);

    private final TapGuard guard;

    LenientGuard(TapGuard guard) {
        this.guard = guard;
    }

    @Override
    public void prepare() {
        tolerant("this host", guard::prepare);
    }

    @Override
    public void allow(String tap, Endpoint endpoint) {
        tolerant("port " + endpoint.port(), () -> guard.allow(tap, endpoint));
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
