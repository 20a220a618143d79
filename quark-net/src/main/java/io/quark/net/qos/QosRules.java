package io.quark.net.qos;

import io.quark.common.id.Ids;
import io.quark.common.model.Direction;
import io.quark.common.model.Problem.Fault;
import io.quark.common.model.QosPolicy;
import io.quark.common.model.QosRule;
import io.quark.common.model.QosRule.BandwidthLimit;
import io.quark.common.model.QosRule.DscpMarking;
import io.quark.common.model.QosRule.MinimumBandwidth;
import io.quark.net.model.Faults;
import io.quark.net.model.NetworkRules;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What makes a QoS policy acceptable. Never throws for bad input. */
public final class QosRules {

    /** More cannot be: one for each type and direction. Judged by itself so that a senseless list is not looked through. */
    public static final int MAX_RULES = 16;

    public static final int MAX_DESCRIPTION = 1024;

    /** 100 Gbit/s. */
    public static final long MAX_KBPS = 100_000_000;

    /** 2 GB: beyond, the tools of hosts do not count. */
    public static final long MAX_BURST_KBIT = 16_000_000;

    /**
     * The code points that have a meaning between networks.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc2474">RFC 2474: class selectors</a>
     * @see <a href="https://www.rfc-editor.org/rfc/rfc2597">RFC 2597: assured forwarding</a>
     * @see <a href="https://www.rfc-editor.org/rfc/rfc3246">RFC 3246: expedited forwarding (46)</a>
     * @see <a href="https://www.rfc-editor.org/rfc/rfc5865">RFC 5865: voice admit (44)</a>
     */
    public static final Set<Integer> DSCP_MARKS =
            Set.of(0, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 34, 36, 38, 40, 44, 46, 48, 56);

    private QosRules() {}

    /** The faults of a policy that is bound to nothing; pointers are relative to it, e.g. {@code /rules/0/max_kbps}. */
    public static List<Fault> faults(QosPolicy policy) {
        return faults(policy, NetworkRules.MIN_MTU);
    }

    /**
     * The faults of a policy for ports of networks with frames up to this size; pointers are relative to it.
     *
     * @param mtu bytes: the largest of the networks that it is for
     */
    public static List<Fault> faults(QosPolicy policy, int mtu) {
        Faults faults = new Faults();
        if (!NetworkRules.isName(policy.name())) {
            faults.add("/name", NetworkRules.NAME_RULE);
        }
        if (policy.description().length() > MAX_DESCRIPTION) {
            faults.add("/description", "at most " + MAX_DESCRIPTION + " characters");
        }
        ruleFaults(policy.rules(), mtu).forEach(fault -> faults.add("/rules" + fault.pointer(), fault.detail()));
        return faults.all();
    }

    /**
     * The faults of a policy's rules; pointers are relative to the list, e.g. {@code /0/max_kbps}.
     *
     * @param mtu bytes: the largest of the networks that they are for
     */
    public static List<Fault> ruleFaults(List<QosRule> rules, int mtu) {
        Faults faults = new Faults();
        if (rules.size() > MAX_RULES) {
            faults.add("", "at most " + MAX_RULES + " rules");
            return faults.all();
        }
        for (int i = 0; i < rules.size(); i++) {
            judge("/" + i, rules.get(i), mtu, faults);
        }
        oneEach(rules, faults);
        minimumBelowMaximum(rules, faults);
        return faults.all();
    }

    private static void judge(String at, QosRule rule, int mtu, Faults faults) {
        if (!Ids.isId(rule.id())) {
            faults.add(at + "/id", "not an id (a UUID in lower case)");
        }
        if (rule instanceof BandwidthLimit limit) {
            rate(at + "/max_kbps", limit.maxKbps(), faults);
            burst(at + "/max_burst_kbps", limit, mtu, faults);
        } else if (rule instanceof DscpMarking marking) {
            if (!DSCP_MARKS.contains(marking.dscpMark())) {
                faults.add(at + "/dscp_mark", "must be one of " + new TreeSet<>(DSCP_MARKS));
            }
        } else if (rule instanceof MinimumBandwidth minimum) {
            rate(at + "/min_kbps", minimum.minKbps(), faults);
        }
    }

    private static void rate(String at, long kbps, Faults faults) {
        if (kbps < 1 || kbps > MAX_KBPS) {
            faults.add(at, "must be from 1 to " + MAX_KBPS + " kbit/s");
        }
    }

    /** The default is no fault where it holds no frame: hosts give at least one. */
    private static void burst(String at, BandwidthLimit limit, int mtu, Faults faults) {
        long least = Limits.leastBurstKbit(mtu);
        long burst = limit.maxBurstKbps();
        if (burst < 0 || burst > MAX_BURST_KBIT) {
            faults.add(
                    at, "must be from " + least + " to " + MAX_BURST_KBIT + " kilobits, or 0 for 80 % of a second's");
        } else if (burst > 0 && burst < least) {
            faults.add(
                    at,
                    "must be at least " + least + " kilobits, or no frame of a network with MTU " + mtu
                            + " would pass; or 0 for 80 % of a second's");
        }
    }

    private static void oneEach(List<QosRule> rules, Faults faults) {
        Map<String, Integer> slots = new HashMap<>();
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < rules.size(); i++) {
            QosRule rule = rules.get(i);
            Integer before = slots.putIfAbsent(rule.slot(), i);
            if (before != null) {
                faults.add("/" + i, "there is a rule " + rule.slot() + " already: /" + before);
            }
            if (!ids.add(rule.id())) {
                faults.add("/" + i + "/id", "another rule has that id");
            }
        }
    }

    private static void minimumBelowMaximum(List<QosRule> rules, Faults faults) {
        for (int i = 0; i < rules.size(); i++) {
            if (rules.get(i) instanceof MinimumBandwidth minimum) {
                long most = most(rules, minimum.direction());
                if (minimum.minKbps() > most) {
                    faults.add(
                            "/" + i + "/min_kbps",
                            "must not be above the limit of the same direction, " + most + " kbit/s");
                }
            }
        }
    }

    private static long most(List<QosRule> rules, Direction direction) {
        return rules.stream()
                .filter(BandwidthLimit.class::isInstance)
                .map(BandwidthLimit.class::cast)
                .filter(limit -> limit.direction() == direction)
                .mapToLong(BandwidthLimit::maxKbps)
                .min()
                .orElse(Long.MAX_VALUE);
    }
}
