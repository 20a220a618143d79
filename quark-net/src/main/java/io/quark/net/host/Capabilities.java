package io.quark.net.host;

import io.quark.common.model.Segment;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a driver can do on its host.
 *
 * @param segments kinds of networks
 * @param physical the physical networks that it can join, for flat and VLAN networks
 * @param qos slots of rules ({@code QosRule.slot()}) that it puts into force; {@code minimum_bandwidth/*} needs no driver
 * @param securityGroups whether it filters
 */
public record Capabilities(Set<Segment.Type> segments, Set<String> physical, Set<String> qos, boolean securityGroups) {

    /** A driver that can do flat networks and nothing else. */
    public static final Capabilities FLAT = new Capabilities(Set.of(Segment.Type.FLAT), Set.of(), Set.of(), false);

    private static final String SEGMENT = "segment/";
    private static final String QOS = "qos/";
    private static final String SECURITY_GROUPS = "security_groups";

    public Capabilities {
        segments = Set.copyOf(segments);
        physical = Set.copyOf(physical);
        qos = Set.copyOf(qos);
    }

    /** As a host shows it in its {@code self}: {@code segment/vxlan}, {@code qos/dscp_marking}, {@code security_groups}, sorted. */
    public List<String> words() {
        return Stream.of(
                        segments.stream().map(Capabilities::word),
                        qos.stream().map(Capabilities::word),
                        securityGroups ? Stream.of(SECURITY_GROUPS) : Stream.<String>of())
                .flatMap(words -> words)
                .sorted()
                .toList();
    }

    /** The word for a kind of network. */
    public static String word(Segment.Type type) {
        return SEGMENT + type.name().toLowerCase(Locale.ROOT);
    }

    /** The word for a slot of a QoS rule. */
    public static String word(String slot) {
        return QOS + slot;
    }

    /** The word for filtering. */
    public static String securityGroupsWord() {
        return SECURITY_GROUPS;
    }
}
