package io.quark.net.host;

import io.quark.common.id.Ids;
import io.quark.common.model.Direction;
import io.quark.common.model.QosRule;
import io.quark.common.model.TrafficLimits.Rate;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out by trying what this host can do about traffic: on devices of its own, which are gone when it is done. */
final class LimitProbe {

    private static final Logger LOG = LoggerFactory.getLogger(LimitProbe.class);

    /** Any. */
    private static final Bucket BUCKET = Bucket.of(new Rate(1000, 100), 1500);

    /** Hex digits of an id in the device's name, which has to leave room in the kernel's 15 for that of its shaper. */
    private static final int ID_DIGITS = 8;

    private final IpCommand ip;
    private final TcCommand tc;
    private final TapMarks marks;
    private final DeviceMark mark;

    LimitProbe(IpCommand ip, TcCommand tc, TapMarks marks, DeviceMark mark) {
        this.ip = ip;
        this.tc = tc;
        this.marks = marks;
        this.mark = mark;
    }

    /** What the host cannot do: slots of rules, each with the reason. */
    Map<String, String> missing() {
        String id = Ids.fresh();
        String device = "qp" + id.substring(id.length() - ID_DIGITS);
        String shaper = EgressShaper.shaperOf(device);
        Map<String, String> missing = new LinkedHashMap<>();
        attempt(QosRule.BANDWIDTH_LIMIT + "/" + Direction.INGRESS.text(), missing, () -> {
            ip.run("link", "add", "name", device, "type", "bridge");
            tc.replaceBucket(device, BUCKET);
        });
        attempt(
                QosRule.BANDWIDTH_LIMIT + "/" + Direction.EGRESS.text(),
                missing,
                () -> new EgressShaper(ip, tc, mark).limit(device, BUCKET));
        attempt(QosRule.DSCP_MARKING, missing, marks::check);
        attempt("", new LinkedHashMap<>(), () -> ip.run("link", "delete", "dev", device));
        attempt("", new LinkedHashMap<>(), () -> ip.run("link", "delete", "dev", shaper));
        return missing;
    }

    private static void attempt(String slot, Map<String, String> missing, Runnable work) {
        try {
            work.run();
        } catch (DriverException e) {
            missing.put(slot, String.valueOf(e.getMessage()));
            LOG.debug("this host cannot do {}: {}", slot, e.getMessage());
        }
    }
}
