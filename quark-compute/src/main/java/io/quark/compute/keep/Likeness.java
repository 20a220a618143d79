package io.quark.compute.keep;

import io.quark.common.model.TrafficLimits;
import io.quark.common.model.TrafficLimits.Rate;
import java.util.Optional;

/** Whether what a host says it does is what it was told to: kernels and switches keep rates and bursts in units of their own. */
final class Likeness {

    private static final double RATE_TOLERANCE = 0.01;

    /** A burst is kept as the time that it takes, in coarse ticks. */
    private static final double BURST_TOLERANCE = 0.05;

    /** Kbit/s or kbit by which even small values may differ. */
    private static final double LEAST = 8;

    private Likeness() {}

    static boolean alike(TrafficLimits wanted, TrafficLimits effective) {
        return alike(wanted.egress(), effective.egress())
                && alike(wanted.ingress(), effective.ingress())
                && wanted.dscp().equals(effective.dscp());
    }

    /** For people: what is wanted and what is in force. */
    static String difference(TrafficLimits wanted, TrafficLimits effective) {
        return "wanted " + text(wanted) + ", but the host does " + text(effective);
    }

    private static boolean alike(Optional<Rate> wanted, Optional<Rate> effective) {
        if (wanted.isEmpty() || effective.isEmpty()) {
            return wanted.equals(effective);
        }
        return near(wanted.get().kbps(), effective.get().kbps(), RATE_TOLERANCE)
                && near(wanted.get().burstKbit(), effective.get().burstKbit(), BURST_TOLERANCE);
    }

    private static boolean near(long wanted, long effective, double tolerance) {
        return Math.abs(wanted - effective) <= Math.max(LEAST, wanted * tolerance);
    }

    private static String text(TrafficLimits limits) {
        return "egress " + limits.egress().map(Likeness::text).orElse("unlimited") + ", ingress "
                + limits.ingress().map(Likeness::text).orElse("unlimited")
                + limits.dscp().map(mark -> ", DSCP " + mark).orElse("");
    }

    private static String text(Rate rate) {
        return rate.kbps() + " kbit/s (burst " + rate.burstKbit() + " kbit)";
    }
}
