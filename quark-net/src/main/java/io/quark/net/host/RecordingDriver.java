package io.quark.net.host;

import io.quark.common.model.Segment;
import io.quark.common.model.TrafficLimits;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Does nothing and remembers what it was told, in order: for tests and simulated hosts. Thread safe.
 *
 * <p>Remembers a bounded number of calls, the latest.
 */
public final class RecordingDriver implements Driver {

    public static final String NAME = "recording";

    /** One call: what, and on which network or endpoint. */
    public record Call(What what, String id) {}

    public enum What {
        REALISE,
        REMOVE,
        ATTACH,
        UPDATE,
        FORWARD,
        LIMIT,
        DETACH
    }

    private record Recorded(Call call, List<String> ips) {}

    private static final int REMEMBERED = 10_000;

    private final Deque<Recorded> calls = new ArrayDeque<>();
    private final Map<String, TrafficLimits> limits = new ConcurrentHashMap<>();
    private final Predicate<Call> fails;

    public RecordingDriver() {
        this(call -> false);
    }

    /**
     * A driver with faults.
     *
     * @param fails whether a call throws, after it was remembered
     */
    public RecordingDriver(Predicate<Call> fails) {
        this.fails = fails;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(
                EnumSet.allOf(Segment.Type.class),
                Set.of(),
                Set.of("bandwidth_limit/egress", "bandwidth_limit/ingress", "dscp_marking"),
                true);
    }

    @Override
    public void forward(HostNetwork network, Set<Forward> entries) {
        record(What.FORWARD, network.id(), List.of());
    }

    @Override
    public TrafficLimits limit(Endpoint endpoint, TrafficLimits wanted) {
        record(What.LIMIT, endpoint.port(), endpoint.ips());
        limits.put(endpoint.port(), wanted);
        return wanted;
    }

    @Override
    public TrafficLimits limits(Endpoint endpoint) {
        return limits.getOrDefault(endpoint.port(), TrafficLimits.NONE);
    }

    @Override
    public void realise(HostNetwork network) {
        record(What.REALISE, network.id(), List.of());
    }

    @Override
    public boolean remove(HostNetwork network) {
        record(What.REMOVE, network.id(), List.of());
        return true;
    }

    @Override
    public Attachment attach(Endpoint endpoint) {
        record(What.ATTACH, endpoint.port(), endpoint.ips());
        return new Attachment.NoneAttachment();
    }

    @Override
    public void updateEndpoint(Endpoint endpoint) {
        record(What.UPDATE, endpoint.port(), endpoint.ips());
    }

    @Override
    public void detach(Endpoint endpoint) {
        record(What.DETACH, endpoint.port(), List.of());
        limits.remove(endpoint.port());
    }

    private void record(What what, String id, List<String> ips) {
        Call call = new Call(what, id);
        synchronized (calls) {
            if (calls.size() == REMEMBERED) {
                calls.removeFirst();
            }
            calls.addLast(new Recorded(call, ips));
        }
        if (fails.test(call)) {
            throw HostProblems.failed(call + " was told to fail");
        }
    }

    /** The addresses that an endpoint was given last, as far back as is remembered; none once it is detached. */
    public List<String> addresses(String port) {
        synchronized (calls) {
            for (Iterator<Recorded> latest = calls.descendingIterator(); latest.hasNext(); ) {
                Recorded recorded = latest.next();
                if (recorded.call().id().equals(port)) {
                    return recorded.ips();
                }
            }
        }
        return List.of();
    }

    /** What it was told, oldest first. */
    public List<Call> calls() {
        synchronized (calls) {
            return calls.stream().map(Recorded::call).toList();
        }
    }
}
