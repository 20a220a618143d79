package io.quark.net.host;

import io.quark.common.model.Segment;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * To which network ports and segment ids belong on this host. Both are claimed in the tree before they come here, and let go of there only
 * after they have gone from here: two holders at once mean that something is wrong. Thread safe.
 */
final class IdsHere {

    private final Map<String, String> networkOfPort = new ConcurrentHashMap<>();
    private final Map<String, String> networkOfSegment = new ConcurrentHashMap<>();

    /**
     * The network has its segment from now on.
     *
     * @throws DriverException if another network has it
     */
    void takeSegment(HostNetwork network) {
        if (network.segment().id().isPresent()) {
            String segment = words(network.segment());
            String holder = networkOfSegment.putIfAbsent(segment, network.id());
            if (holder != null && !holder.equals(network.id())) {
                throw HostProblems.segmentHeld(network.id(), segment, holder);
            }
        }
    }

    void leaveSegment(HostNetwork network) {
        networkOfSegment.remove(words(network.segment()), network.id());
    }

    private static String words(Segment segment) {
        return segment.type().text() + " " + segment.id().map(Object::toString).orElse("")
                + segment.physical().map(name -> " on " + name).orElse("");
    }

    /**
     * The port belongs to that network from now on.
     *
     * @throws DriverException if it is on another one
     */
    void takePort(String port, String network) {
        String holder = networkOfPort.putIfAbsent(port, network);
        if (holder != null && !holder.equals(network)) {
            throw HostProblems.attachedElsewhere(port, network, holder);
        }
    }

    void leavePort(String port, String network) {
        networkOfPort.remove(port, network);
    }

    boolean isElsewhere(String port, String network) {
        String holder = networkOfPort.get(port);
        return holder != null && !holder.equals(network);
    }
}
