package io.quark.net.model;

import io.quark.common.model.Problem.Fault;
import io.quark.common.model.Segment;
import io.quark.common.model.SegmentPool;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What makes a segment, or a pool of their ids, acceptable. Never throws for bad input. */
public final class SegmentRules {

    /** IEEE 802.1Q: 0 and 4095 are reserved. */
    public static final int MAX_VLAN = 4094;

    /** RFC 7348: 24 bits. */
    public static final int MAX_VXLAN = (1 << 24) - 1;

    public static final int DEFAULT_REUSE_AFTER_S = 300;

    private static final Pattern PHYSICAL = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,30}[A-Za-z0-9])?");

    private SegmentRules() {}

    /** The highest id of a type; 0 where segments of that type have none. */
    public static int maxId(Segment.Type type) {
        return switch (type) {
            case FLAT -> 0;
            case VLAN -> MAX_VLAN;
            case VXLAN -> MAX_VXLAN;
        };
    }

    /**
     * Where ids of a type are unique, and the name of that node in the tree: on each physical network by itself, or everywhere.
     */
    public static String space(Segment.Type type, Optional<String> physical) {
        return physical.filter(any -> type == Segment.Type.VLAN)
                .map(network -> "vlan-" + network)
                .orElseGet(type::text);
    }

    /** The faults of a network's segment; pointers are relative to it, e.g. {@code /id}. */
    public static List<Fault> faults(Segment segment) {
        Faults faults = new Faults();
        judge("", segment, faults);
        return faults.all();
    }

    static void judge(String at, Segment segment, Faults faults) {
        physical(at, segment.type(), segment.physical(), faults);
        int max = maxId(segment.type());
        segment.id().filter(id -> max == 0).ifPresent(id -> faults.add(at + "/id", "a flat network has no id"));
        segment.id()
                .filter(id -> max > 0 && (id < 1 || id > max))
                .ifPresent(id -> faults.add(at + "/id", "must be from 1 to " + max));
    }

    private static void physical(String at, Segment.Type type, Optional<String> physical, Faults faults) {
        physical.filter(name -> !PHYSICAL.matcher(name).matches())
                .ifPresent(name -> faults.add(at + "/physical", "not the name of a physical network, e.g. physnet1"));
        if (type == Segment.Type.VLAN && physical.isEmpty()) {
            faults.add(at + "/physical", "a VLAN is on a physical network: which one?");
        }
        if (type == Segment.Type.VXLAN && physical.isPresent()) {
            faults.add(at + "/physical", "a VXLAN is on no physical network");
        }
    }

    /** The faults of a pool by itself; pointers are relative to it, e.g. {@code /last}. */
    public static List<Fault> faults(SegmentPool pool) {
        Faults faults = new Faults();
        if (!NetworkRules.isName(pool.name())) {
            faults.add("/name", NetworkRules.NAME_RULE);
        }
        SubnetRules.reuseAfter("", pool.reuseAfterS(), faults);
        int max = maxId(pool.type());
        if (max == 0) {
            faults.add("/type", "flat networks have no ids: vlan or vxlan is needed");
            return faults.all();
        }
        physical("", pool.type(), pool.physical(), faults);
        if (pool.first() < 1 || pool.first() > max) {
            faults.add("/first", "must be from 1 to " + max);
        }
        if (pool.last() < 1 || pool.last() > max) {
            faults.add("/last", "must be from 1 to " + max);
        } else if (pool.last() < pool.first()) {
            faults.add("/last", "it ends at " + pool.last() + ", before it starts at " + pool.first());
        }
        return faults.all();
    }
}
