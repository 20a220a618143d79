package io.quark.net.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.model.Segment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Checks what a driver was told against the four constraints, whatever happened:
 *
 * <ul>
 *   <li>(a) a network is realised before an endpoint in it is attached, updated or limited, or anything forwarded;
 *   <li>(b) a network is removed only when all its endpoints are detached;
 *   <li>(c) what a network or endpoint needs for itself - segment id, addresses, MAC, port - nobody else has when it is made;
 *   <li>(d) it is free for others only after the driver has said that it is gone: a call that failed frees nothing.
 * </ul>
 *
 * And calls for one network never overlap.
 */
final class DriverLog {

    private final List<RecordingDriver.Line> lines;
    private final Set<String> shared;
    private final List<String> faults = new ArrayList<>();
    private final Map<String, HostNetwork> realised = new HashMap<>();
    private final Map<String, Endpoint> attached = new HashMap<>();
    private final Map<String, Long> lastEnd = new HashMap<>();

    private DriverLog(List<RecordingDriver.Line> lines, Set<String> shared) {
        this.lines = lines;
        this.shared = shared;
    }

    /**
     * Asserts that all of it was in order.
     *
     * @param shared addresses that several ports may have
     */
    static void assertInOrder(List<RecordingDriver.Line> lines, Set<String> shared) {
        assertThat(faults(lines, shared)).isEmpty();
    }

    /** What was out of order, for people. */
    static List<String> faults(List<RecordingDriver.Line> lines, Set<String> shared) {
        List<RecordingDriver.Line> ordered = lines.stream()
                .sorted(Comparator.comparingLong(RecordingDriver.Line::begun))
                .toList();
        DriverLog log = new DriverLog(ordered, shared);
        log.check();
        return log.faults;
    }

    private void check() {
        for (RecordingDriver.Line line : lines) {
            alone(line);
            switch (line.call().what()) {
                case REALISE -> realise(line);
                case ATTACH -> attach(line);
                case UPDATE -> update(line);
                case LIMIT, FORWARD -> use(line);
                case DETACH -> detach(line);
                case REMOVE -> remove(line);
            }
        }
    }

    private void fault(RecordingDriver.Line line, String what) {
        faults.add("at " + line.begun() + ", " + line.call() + ": " + what);
    }

    private void alone(RecordingDriver.Line line) {
        String network = line.network().id();
        if (line.begun() < lastEnd.getOrDefault(network, 0L)) {
            fault(line, "another call for the network was under way");
        }
        lastEnd.merge(network, line.ended(), Math::max);
    }

    /** Also one that failed may have been made in part: from its beginning on it holds its segment. */
    private void realise(RecordingDriver.Line line) {
        HostNetwork network = line.network();
        Segment segment = network.segment();
        if (segment.id().isPresent()) {
            realised.values().stream()
                    .filter(other ->
                            !other.id().equals(network.id()) && other.segment().equals(segment))
                    .forEach(other -> fault(line, "(c) network " + other.id() + " has its segment"));
        }
        realised.put(network.id(), network);
    }

    private void attach(RecordingDriver.Line line) {
        Endpoint endpoint = line.endpoint().orElseThrow();
        use(line);
        requireFree(line, endpoint);
        attached.put(endpoint.port(), endpoint);
    }

    private void update(RecordingDriver.Line line) {
        Endpoint endpoint = line.endpoint().orElseThrow();
        use(line);
        if (!attached.containsKey(endpoint.port())) {
            fault(line, "(a) it was not attached");
        }
        requireFree(line, endpoint);
        attached.put(endpoint.port(), endpoint);
    }

    private void requireFree(RecordingDriver.Line line, Endpoint endpoint) {
        Optional.ofNullable(attached.get(endpoint.port()))
                .filter(other -> !other.network().id().equals(endpoint.network().id()))
                .ifPresent(other -> fault(
                        line, "(c) the port is on network " + other.network().id()));
        for (Endpoint other : attached.values()) {
            if (!other.port().equals(endpoint.port())
                    && other.network().id().equals(endpoint.network().id())) {
                Set<String> both = new HashSet<>(other.ips());
                both.retainAll(endpoint.ips());
                both.removeAll(shared);
                if (!both.isEmpty() || other.mac().equals(endpoint.mac())) {
                    fault(line, "(c) port " + other.port() + " has " + both + " or its MAC");
                }
            }
        }
    }

    private void use(RecordingDriver.Line line) {
        if (!realised.containsKey(line.network().id())) {
            fault(line, "(a) its network was not realised");
        }
        if (line.call().what() == RecordingDriver.What.LIMIT
                && !attached.containsKey(line.call().id())) {
            fault(line, "(a) it was not attached");
        }
    }

    private void detach(RecordingDriver.Line line) {
        Endpoint endpoint = line.endpoint().orElseThrow();
        Endpoint there = attached.get(endpoint.port());
        if (there != null && !there.network().id().equals(endpoint.network().id())) {
            fault(line, "(d) it is attached to network " + there.network().id());
        }
        if (!line.failed()) {
            attached.remove(endpoint.port());
        }
    }

    private void remove(RecordingDriver.Line line) {
        attached.values().stream()
                .filter(endpoint ->
                        endpoint.network().id().equals(line.network().id()))
                .forEach(endpoint -> fault(line, "(b) port " + endpoint.port() + " is on it"));
        if (!line.failed()) {
            realised.remove(line.network().id());
        }
    }
}
