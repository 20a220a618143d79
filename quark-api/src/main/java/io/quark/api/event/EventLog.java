package io.quark.api.event;

import io.quark.api.http.EventStream;
import io.quark.api.http.ServerEvent;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeView;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The latest changes, kept so that a client that comes back goes on where it was: an event's id is the transaction that made it, the same on every
 * api. A client that was away for longer than what is kept is told so and looks anew. Thread safe.
 */
public final class EventLog {

    static final int MAX_KEPT = 20_000;

    private final Changes changes;
    private final Deque<Moment> kept = new ArrayDeque<>();
    private final Set<Subscriber> subscribers = ConcurrentHashMap.newKeySet();
    private boolean loaded;
    /** Everything after this transaction is kept. */
    private long completeAfter;

    private int events;

    /** All events of one cut. */
    private record Moment(long zxid, List<ChangeEvent> events) {}

    private record Subscriber(EventStream stream, Predicate<ChangeEvent> wanted) {}

    private EventLog(Changes changes) {
        this.changes = changes;
    }

    /**
     * Follows a view.
     *
     * @param projects the project of the instance of an id, where it is known
     */
    public static EventLog over(TreeView view, Paths paths, Function<String, Optional<String>> projects) {
        EventLog log = new EventLog(new Changes(paths, projects));
        view.listen(log::apply);
        return log;
    }

    private synchronized void apply(TreeView.Cut cut) {
        if (!loaded) {
            loaded = true; // the first cut is all there is, not what has changed
            completeAfter = cut.zxid();
            return;
        }
        List<ChangeEvent> now = cut.changes().stream()
                .flatMap(change -> changes.event(change).stream())
                .toList();
        if (now.isEmpty()) {
            return;
        }
        Moment moment = new Moment(cut.zxid(), now);
        kept.addLast(moment);
        events += now.size();
        while (events > MAX_KEPT && kept.size() > 1) {
            Moment oldest = kept.removeFirst();
            events -= oldest.events().size();
            completeAfter = oldest.zxid();
        }
        subscribers.forEach(subscriber -> send(subscriber, moment));
    }

    /**
     * Sends what happens from now on, and before that what happened since the given event.
     *
     * @param after id of the last event that the client has seen
     */
    synchronized void subscribe(EventStream stream, Predicate<ChangeEvent> wanted, OptionalLong after) {
        Subscriber subscriber = new Subscriber(stream, wanted);
        after.ifPresent(zxid -> {
            if (zxid < completeAfter) {
                stream.send(new ServerEvent(
                        Optional.empty(),
                        "reset",
                        Map.of("reason", "older events are not kept; read everything anew")));
            }
            kept.stream().filter(moment -> moment.zxid() > zxid).forEach(moment -> send(subscriber, moment));
        });
        subscribers.add(subscriber);
        var unused = stream.ended().thenRun(() -> subscribers.remove(subscriber));
    }

    /** The id goes with the last event of a cut: who has seen it has seen all of the cut. */
    private static void send(Subscriber subscriber, Moment moment) {
        List<ChangeEvent> wanted = new ArrayList<>(
                moment.events().stream().filter(subscriber.wanted()).toList());
        for (int i = 0; i < wanted.size(); i++) {
            Optional<String> id = i == wanted.size() - 1 ? Optional.of(Long.toString(moment.zxid())) : Optional.empty();
            subscriber.stream().send(new ServerEvent(id, wanted.get(i).type(), wanted.get(i)));
        }
    }
}
