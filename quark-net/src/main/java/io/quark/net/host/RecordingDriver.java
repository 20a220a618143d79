package io.quark.net.host;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
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
        DETACH
    }

    private static final int REMEMBERED = 10_000;

    private final Deque<Call> calls = new ArrayDeque<>();
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
    public void realise(HostNetwork network) {
        record(What.REALISE, network.id());
    }

    @Override
    public boolean remove(HostNetwork network) {
        record(What.REMOVE, network.id());
        return true;
    }

    @Override
    public Attachment attach(Endpoint endpoint) {
        record(What.ATTACH, endpoint.port());
        return new Attachment.NoneAttachment();
    }

    @Override
    public void detach(Endpoint endpoint) {
        record(What.DETACH, endpoint.port());
    }

    private void record(What what, String id) {
        Call call = new Call(what, id);
        synchronized (calls) {
            if (calls.size() == REMEMBERED) {
                calls.removeFirst();
            }
            calls.addLast(call);
        }
        if (fails.test(call)) {
            throw HostProblems.failed(call + " was told to fail");
        }
    }

    /** What it was told, oldest first. */
    public List<Call> calls() {
        synchronized (calls) {
            return new ArrayList<>(calls);
        }
    }
}
