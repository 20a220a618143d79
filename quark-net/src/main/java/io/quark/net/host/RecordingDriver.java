package io.quark.net.host;

import io.quark.common.model.Segment;
import io.quark.common.model.TrafficLimits;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Collectors;

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

    /**
     * One call in full.
     *
     * @param endpoint of calls that are about one
     * @param begun moment at which it began: a count that all calls share
     * @param ended moment at which it ended; 0 while it goes on
     * @param failed whether it was told to throw
     */
    public record Line(
            Call call, HostNetwork network, Optional<Endpoint> endpoint, long begun, long ended, boolean failed) {
        private Line ended(long moment, boolean so) {
            return new Line(call, network, endpoint, begun, moment, so);
        }
    }

    /** A call that may go on. */
    private static final class Recorded {
        private volatile Line line;

        private Recorded(Line line) {
            this.line = line;
        }
    }

    private static final int REMEMBERED = 10_000;

    private final Deque<Recorded> lines = new ArrayDeque<>();
    private final AtomicLong clock = new AtomicLong();
    private final Map<String, HostNetwork> networks = new ConcurrentHashMap<>();
    private final Map<String, Endpoint> endpoints = new ConcurrentHashMap<>();
    private final Map<String, Set<Forward>> entries = new ConcurrentHashMap<>();
    private final Map<String, TrafficLimits> limits = new ConcurrentHashMap<>();
    private final Predicate<Call> fails;
    private final int remembered;

    public RecordingDriver() {
        this(call -> false);
    }

    /**
     * A driver with faults.
     *
     * @param fails whether a call throws; it is remembered, and nothing done
     */
    public RecordingDriver(Predicate<Call> fails) {
        this(fails, REMEMBERED);
    }

    private RecordingDriver(Predicate<Call> fails, int remembered) {
        this.fails = fails;
        this.remembered = remembered;
    }

    /** A driver without faults that remembers so many calls: for hosts by the thousand. */
    public static RecordingDriver remembering(int calls) {
        return new RecordingDriver(call -> false, calls);
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
    public void forward(HostNetwork network, Set<Forward> told) {
        doing(What.FORWARD, network, Optional.empty(), () -> {
            if (told.isEmpty()) {
                entries.remove(network.id());
            } else {
                entries.put(network.id(), Set.copyOf(told));
            }
        });
    }

    @Override
    public TrafficLimits limit(Endpoint endpoint, TrafficLimits wanted) {
        doing(What.LIMIT, endpoint.network(), Optional.of(endpoint), () -> limits.put(endpoint.port(), wanted));
        return wanted;
    }

    @Override
    public TrafficLimits limits(Endpoint endpoint) {
        return limits.getOrDefault(endpoint.port(), TrafficLimits.NONE);
    }

    @Override
    public void realise(HostNetwork network) {
        doing(What.REALISE, network, Optional.empty(), () -> networks.put(network.id(), network));
    }

    @Override
    public boolean remove(HostNetwork network) {
        doing(What.REMOVE, network, Optional.empty(), () -> {
            networks.remove(network.id());
            entries.remove(network.id());
        });
        return true;
    }

    @Override
    public Attachment attach(Endpoint endpoint) {
        doing(What.ATTACH, endpoint.network(), Optional.of(endpoint), () -> endpoints.put(endpoint.port(), endpoint));
        return new Attachment.NoneAttachment();
    }

    @Override
    public void updateEndpoint(Endpoint endpoint) {
        doing(What.UPDATE, endpoint.network(), Optional.of(endpoint), () -> endpoints.put(endpoint.port(), endpoint));
    }

    @Override
    public void detach(Endpoint endpoint) {
        doing(What.DETACH, endpoint.network(), Optional.of(endpoint), () -> {
            endpoints.remove(endpoint.port());
            limits.remove(endpoint.port());
        });
    }

    /** Nobody else has anything on a host that is only simulated: what is not as it was told, it forgot itself. */
    @Override
    public Optional<List<Drift>> drifted(Collection<Standing> standing) {
        return Optional.of(standing.stream()
                .filter(one -> !networks.containsKey(one.network().id()))
                .map(one -> new Drift(one.network().id(), Optional.empty(), "the network was gone"))
                .toList());
    }

    @Override
    public void restored(Collection<Endpoint> known) {
        Set<String> ports = known.stream().map(Endpoint::port).collect(Collectors.toSet());
        Set<String> ids =
                known.stream().map(endpoint -> endpoint.network().id()).collect(Collectors.toSet());
        endpoints.keySet().retainAll(ports);
        limits.keySet().retainAll(ports);
        networks.keySet().retainAll(ids);
        entries.keySet().retainAll(ids);
    }

    /** The networks that it was told to have, and not told to remove. */
    public Collection<HostNetwork> networks() {
        return List.copyOf(networks.values());
    }

    /** The endpoints that it was told to have, and not told to detach. */
    public Collection<Endpoint> endpoints() {
        return List.copyOf(endpoints.values());
    }

    /** The forwarding entries of a network as it was told last. */
    public Set<Forward> entries(String network) {
        return entries.getOrDefault(network, Set.of());
    }

    private void doing(What what, HostNetwork network, Optional<Endpoint> endpoint, Runnable work) {
        Call call = new Call(what, endpoint.map(Endpoint::port).orElse(network.id()));
        Recorded recorded = new Recorded(new Line(call, network, endpoint, clock.incrementAndGet(), 0, false));
        synchronized (lines) {
            if (lines.size() == remembered) {
                lines.removeFirst();
            }
            lines.addLast(recorded);
        }
        boolean failed = fails.test(call);
        if (!failed) {
            work.run();
        }
        recorded.line = recorded.line.ended(clock.incrementAndGet(), failed);
        if (failed) {
            throw HostProblems.failed(call + " was told to fail");
        }
    }

    /** The addresses that an endpoint was given last, as far back as is remembered; none once it is detached. */
    public List<String> addresses(String port) {
        synchronized (lines) {
            for (Iterator<Recorded> latest = lines.descendingIterator(); latest.hasNext(); ) {
                Line line = latest.next().line;
                if (line.call().id().equals(port)) {
                    return line.call().what() == What.DETACH
                            ? List.of()
                            : line.endpoint().map(Endpoint::ips).orElse(List.of());
                }
            }
        }
        return List.of();
    }

    /** What it was told, oldest first. */
    public List<Call> calls() {
        return log().stream().map(Line::call).toList();
    }

    /** What it was told, in full, oldest first. */
    public List<Line> log() {
        synchronized (lines) {
            return lines.stream().map(recorded -> recorded.line).toList();
        }
    }
}
