package io.quark.net.host;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** TCP as fast as it goes from one namespace to another, by {@link Pump}, and what arrived when. */
final class Flow implements AutoCloseable {

    private static final int PORT = 5201;

    /** Bytes on the wire so far, by time. */
    private final ConcurrentNavigableMap<Long, Long> received = new ConcurrentSkipListMap<>();

    private final Process receiver;
    private final Optional<Process> sender;

    private Flow(NetworkNamespace from, NetworkNamespace to, String address) {
        receiver = to.java(Pump.class, "receive", Integer.toString(PORT), "eth0");
        BufferedReader out = receiver.inputReader();
        try {
            if (out.readLine() == null) {
                throw new IllegalStateException("the receiver did not start");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sender = Optional.of(from.java(Pump.class, "send", address, Integer.toString(PORT)));
        Thread reading = new Thread(() -> out.lines().forEach(this::note), "flow");
        reading.setDaemon(true);
        reading.start();
    }

    static Flow start(NetworkNamespace from, NetworkNamespace to, String address) {
        Flow flow = new Flow(from, to, address);
        await().until(() -> !flow.received.isEmpty());
        return flow;
    }

    private void note(String line) {
        int space = line.indexOf(' ');
        received.put(Long.valueOf(line.substring(0, space)), Long.valueOf(line.substring(space + 1)));
    }

    /** How much had arrived at a moment. */
    record Count(long nanos, long bytes) {
        double mbpsUntil(Count later) {
            return (later.bytes - bytes) * 8e3 / (later.nanos - nanos);
        }
    }

    /** Mbit/s that arrive from now on, for so long. */
    double mbps(Duration during) {
        Count first = count();
        waitUntil(first.nanos() + during.toNanos());
        return first.mbpsUntil(count());
    }

    private void waitUntil(long nanos) {
        await().pollInterval(Duration.ofMillis(10)).until(() -> received.lastKey() >= nanos);
    }

    /** What has arrived until now: counted now, not some time ago, however busy the machine is. */
    Count count() {
        long now = System.nanoTime();
        waitUntil(now);
        Map.Entry<Long, Long> first = received.ceilingEntry(now);
        return new Count(first.getKey(), first.getValue());
    }

    @Override
    public void close() {
        sender.ifPresent(Process::destroyForcibly);
        receiver.destroyForcibly();
    }
}
