package io.quark.net.host;

import java.util.List;
import java.util.Optional;

/**
 * Limits what machines send. A queueing discipline works on what a device sends, and what a machine sends is what its tap device receives:
 * so it is sent through a device of its own ({@code ifb}), which does nothing but let it through its bucket and hand it back. Stateless;
 * thread safe for different taps.
 */
final class EgressShaper {

    static final String KIND = "ifb";

    private static final String TAP = "qt";
    private static final String SHAPER = "qi";

    private final IpCommand ip;
    private final TcCommand tc;
    private final DeviceMark mark;

    EgressShaper(IpCommand ip, TcCommand tc, DeviceMark mark) {
        this.ip = ip;
        this.tc = tc;
        this.mark = mark;
    }

    /** The name of the device that a tap's frames are sent through. */
    static String shaperOf(String tap) {
        return SHAPER + (tap.startsWith(TAP) ? tap.substring(TAP.length()) : tap);
    }

    /** The bucket that what comes from the tap passes through; empty if anything on the way is missing. */
    Optional<Bucket> bucket(String tap) {
        String shaper = shaperOf(tap);
        return tc.redirects(tap, shaper) && ip.link(shaper).filter(Link::up).isPresent()
                ? tc.bucket(shaper)
                : Optional.empty();
    }

    /** First the bucket, then the way to it: not a frame passes by. */
    void limit(String tap, Bucket bucket) {
        String shaper = shaperOf(tap);
        Link link = ip.link(shaper).orElseGet(() -> make(shaper));
        requireOurs(link, tap);
        if (tc.bucket(shaper).filter(bucket::isLike).isEmpty()) {
            tc.replaceBucket(shaper, bucket);
        }
        if (link.alias().isEmpty()) {
            ip.run("link", "set", "dev", shaper, "alias", mark.alias(tap));
        }
        if (!link.up()) {
            ip.run("link", "set", "dev", shaper, "up");
        }
        if (!tc.redirects(tap, shaper)) {
            tc.redirect(tap, shaper);
        }
    }

    private Link make(String shaper) {
        ip.run("link", "add", "name", shaper, "type", KIND);
        return ip.link(shaper)
                .orElseThrow(() -> HostProblems.failed("device " + shaper + " vanished while it was made"));
    }

    private void requireOurs(Link link, String tap) {
        if (!isOurs(link, tap)) {
            throw HostProblems.foreignDevice(link.name(), link.kind() + ", alias '" + link.alias() + "'", "of " + tap);
        }
    }

    /** One without an alias: we were interrupted between making and marking it. */
    private boolean isOurs(Link link, String tap) {
        return link.kind().equals(KIND)
                && (link.alias().isEmpty() || link.alias().equals(mark.alias(tap)));
    }

    /** What waits goes first, then what comes goes straight on, then the device goes. */
    void forget(String tap) {
        String shaper = shaperOf(tap);
        Optional<Link> link = ip.link(shaper).filter(there -> isOurs(there, tap));
        boolean isUsed = tc.redirects(tap, shaper);
        if (link.isPresent() && isUsed) {
            tc.empty(shaper);
        }
        if (isUsed) {
            tc.redirectNoMore(tap);
        }
        if (link.isPresent()) {
            ip.run("link", "delete", "dev", shaper, "type", KIND);
        }
    }

    /** The taps for which this daemon, or an earlier life of it, has made a device that is still there. */
    List<String> taps() {
        return ip.links().stream()
                .filter(link -> link.kind().equals(KIND))
                .flatMap(link -> mark.idIn(link.alias()).stream())
                .toList();
    }
}
