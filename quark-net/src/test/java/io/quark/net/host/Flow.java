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

    /** Mbit/s that arrive from now on, for so long. */
    double mbps(Duration during) {
        long from = System.nanoTime();
        waitUntil(from + during.toNanos());
        Map.Entry<Long, Long> first = received.floorEntry(from);
        Map.Entry<Long, Long> last = received.lastEntry();
        return (last.getValue() - first.getValue()) * 8e3 / (last.getKey() - first.getKey());
    }

    private void waitUntil(long nanos) {
        await().atMost(Duration.ofSeconds(20)).until(() -> System.nanoTime() >= nanos && received.lastKey() >= nanos);
    }

    /** Bytes that have arrived until now. */
    long bytes() {
        return received.lastEntry().getValue();
    }

    @Override
    public void close() {
        sender.ifPresent(Process::destroyForcibly);
        receiver.destroyForcibly();
    }
}
