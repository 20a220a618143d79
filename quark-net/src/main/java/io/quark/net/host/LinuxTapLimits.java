package io.quark.net.host;

import io.quark.common.model.Direction;
import io.quark.common.model.QosRule;
import io.quark.common.model.TrafficLimits;
import io.quark.common.model.TrafficLimits.Rate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits by token buckets of the kernel's ({@code tbf}), marks by nftables. What a machine receives passes a bucket on its tap device; for
 * what it sends see {@link EgressShaper}, for marks {@link TapMarks}. A change replaces the bucket's numbers in place; what is as it should
 * be is not touched, for a bucket that is set anew is full. Stateless but for what the host was found to be able to.
 */
final class LinuxTapLimits implements TapLimits {

    private static final Logger LOG = LoggerFactory.getLogger(LinuxTapLimits.class);

    private static final String TO_MACHINE = QosRule.BANDWIDTH_LIMIT + "/" + Direction.INGRESS.text();
    private static final String FROM_MACHINE = QosRule.BANDWIDTH_LIMIT + "/" + Direction.EGRESS.text();
    private static final List<String> SLOTS = List.of(FROM_MACHINE, TO_MACHINE, QosRule.DSCP_MARKING);

    private final IpCommand ip;
    private final TcCommand tc;
    private final EgressShaper shaper;
    private final TapMarks marks;
    private final LimitProbe probe;

    /** By slot, why the host cannot; empty until it was tried. Guarded by this. */
    private Optional<Map<String, String>> missing = Optional.empty();

    LinuxTapLimits(IpCommand ip, TcCommand tc, NftCommand nft, String owner) {
        DeviceMark mark = new DeviceMark(owner);
        this.ip = ip;
        this.tc = tc;
        this.shaper = new EgressShaper(ip, tc, mark);
        this.marks = new TapMarks(nft, owner);
        this.probe = new LimitProbe(ip, tc, marks, mark);
    }

    @Override
    public Set<String> slots() {
        Set<String> slots = new LinkedHashSet<>(SLOTS);
        slots.removeAll(missing().keySet());
        return slots;
    }

    private synchronized Map<String, String> missing() {
        Map<String, String> found = missing.orElseGet(() -> {
            Map<String, String> first = probe.missing();
            first.forEach((slot, reason) -> LOG.info("this host cannot do {}: {}", slot, reason));
            return first;
        });
        missing = Optional.of(found);
        return found;
    }

    private boolean can(String slot) {
        return !missing().containsKey(slot);
    }

    @Override
    public TrafficLimits limit(String tap, TrafficLimits wanted) {
        requireAble(wanted);
        Link link = ip.link(tap).orElseThrow(() -> HostProblems.failed("there is no device " + tap + " to be limited"));
        wanted.ingress()
                .ifPresentOrElse(rate -> limitIngress(tap, Bucket.of(rate, link.mtu())), () -> freeIngress(tap));
        wanted.egress().ifPresentOrElse(rate -> shaper.limit(tap, Bucket.of(rate, link.mtu())), () -> freeEgress(tap));
        wanted.dscp().ifPresentOrElse(dscp -> marks.mark(tap, dscp), () -> freeMark(tap));
        return limits(tap);
    }

    private void requireAble(TrafficLimits wanted) {
        List<String> asked = new ArrayList<>();
        wanted.egress().ifPresent(rate -> asked.add(FROM_MACHINE));
        wanted.ingress().ifPresent(rate -> asked.add(TO_MACHINE));
        wanted.dscp().ifPresent(dscp -> asked.add(QosRule.DSCP_MARKING));
        for (String slot : asked) {
            String reason = missing().get(slot);
            if (reason != null) {
                throw HostProblems.unsupported(
                        BridgeDriver.NAME,
                        "do " + slot + ": " + reason,
                        "run quark-compute as root with iproute2 and nftables installed, on a kernel with tbf, ifb, u32 and"
                                + " mirred (limits) and nftables for bridges (marks); or use a policy without such rules");
            }
        }
    }

    private void limitIngress(String tap, Bucket bucket) {
        if (tc.bucket(tap).filter(bucket::isLike).isEmpty()) {
            tc.replaceBucket(tap, bucket);
        }
    }

    private void freeIngress(String tap) {
        if (can(TO_MACHINE) && tc.bucket(tap).isPresent()) {
            tc.deleteBucket(tap);
        }
    }

    private void freeEgress(String tap) {
        if (can(FROM_MACHINE)) {
            shaper.forget(tap);
        }
    }

    private void freeMark(String tap) {
        if (can(QosRule.DSCP_MARKING)) {
            marks.forgetIfMarked(tap);
        }
    }

    @Override
    public TrafficLimits limits(String tap) {
        return new TrafficLimits(
                can(FROM_MACHINE) ? rate(shaper.bucket(tap)) : Optional.empty(),
                can(TO_MACHINE) ? rate(tc.bucket(tap)) : Optional.empty(),
                can(QosRule.DSCP_MARKING) ? marks.mark(tap) : Optional.empty());
    }

    private static Optional<Rate> rate(Optional<Bucket> bucket) {
        return bucket.map(Bucket::limit);
    }

    @Override
    public void forget(String tap) {
        freeIngress(tap);
        freeEgress(tap);
        freeMark(tap);
    }

    @Override
    public void forgetOthers(Predicate<String> keeps) {
        Set<String> taps = new LinkedHashSet<>();
        if (can(FROM_MACHINE)) {
            taps.addAll(shaper.taps());
        }
        if (can(QosRule.DSCP_MARKING)) {
            marks.taps().forEach(taps::add);
        }
        taps.removeIf(keeps);
        if (!taps.isEmpty()) {
            LOG.warn("removing what limited taps that are gone: {}", taps);
            taps.forEach(this::forget);
        }
    }
}
