package io.quark.common.tree;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Finds consistent cuts in a {@link TreeFeed}. It is given what the feed tells, in its order, and says up to which
 * transaction the state of every node is known.
 *
 * <p>A change event says that a node has a new version, from the event's zxid on, but not what is in it. An answer
 * tells the version that is current at its place in the feed. A version that is followed by the next before an answer
 * told it will never be known; then there can be no cut from its first zxid until the next version's: that span is
 * lost. So a cut may be at any transaction whose events are all in, that is before the first version still unread, and
 * not in a lost span. Reads that follow events closely leave lost spans short, and rarely a moment covered by one.
 *
 * <p>Pure state, for one thread. Its work is in proportion to what changes, never to the size of the tree.
 */
final class CutWindow {

    /** Versions kept before older ones are given up; the next cut is then after them. */
    private static final int MAX_VERSIONS = 200_000;

    /** Nodes touched since the last cut. */
    private final Map<String, Track> tracks = new HashMap<>();
    /** By the zxid of each transaction since the last cut: what it touched. */
    private final NavigableMap<Long, List<Track>> transactions = new TreeMap<>();
    /** By first zxid: how many current versions are not read yet. */
    private final NavigableMap<Long, Integer> unread = new TreeMap<>();
    /** Nodes to be read, in the order in which they changed. */
    private final Map<String, Track> wanted = new LinkedHashMap<>();

    private final LostSpans lost = new LostSpans();
    private long lastEvent;
    /** Transactions up to this one have all their events in. */
    private long complete;

    private int versions;
    private int pruneAt = MAX_VERSIONS;

    /** A node's versions since the last cut, of which only the last may be unread. */
    private static final class Track {
        private final String path;
        private final Deque<Version> known = new ArrayDeque<>(2);
        private long current;
        private boolean read;

        Track(String path) {
            this.path = path;
        }
    }

    private record Version(long from, Optional<Node> state) {}

    /** A change event. */
    void changed(String path, long zxid, boolean gone) {
        if (zxid < lastEvent) {
            throw new OutOfOrderException("an event of zxid " + zxid + " after one of " + lastEvent);
        }
        if (zxid > lastEvent) {
            complete = lastEvent; // the events of a transaction come one after the other
            lastEvent = zxid;
        }
        Track track = tracks.computeIfAbsent(path, Track::new);
        if (track.current == zxid) {
            forgetCurrent(track); // twice in one transaction: only its end can be seen
        } else {
            if (track.current != 0 && !track.read) {
                lost.add(track.current, zxid);
                forgetCurrent(track);
            }
            track.current = zxid;
            transactions.computeIfAbsent(zxid, z -> new ArrayList<>()).add(track);
        }
        track.read = gone;
        if (gone) {
            wanted.remove(path);
            addKnown(track, Optional.empty());
        } else {
            unread.merge(zxid, 1, Integer::sum);
            wanted.put(path, track);
        }
        if (versions > pruneAt) {
            prune();
        }
    }

    /** Takes back what was noted of the current version: read or not. */
    private void forgetCurrent(Track track) {
        if (track.read) {
            track.known.removeLast();
            versions--;
        } else {
            unread.computeIfPresent(track.current, (z, n) -> n == 1 ? null : n - 1);
        }
    }

    private void addKnown(Track track, Optional<Node> state) {
        track.known.addLast(new Version(track.current, state));
        versions++;
    }

    /** An answer has come: transactions whose events came before it are complete. */
    void answered() {
        complete = lastEvent;
    }

    /** Up to {@code max} nodes whose current version is to be read; they are then taken as asked for. */
    List<String> takeWanted(int max) {
        List<String> paths = new ArrayList<>(Math.min(max, wanted.size()));
        Iterator<String> each = wanted.keySet().iterator();
        while (each.hasNext() && paths.size() < max) {
            paths.add(each.next());
            each.remove();
        }
        return paths;
    }

    /** Whether an answer is needed to know that the last transaction's events are all in. */
    boolean awaitsAnswer() {
        return complete < lastEvent;
    }

    /**
     * An answer's state of a node.
     *
     * @return whether the node was touched since the last cut; else this is what it was at that cut already
     */
    boolean read(String path, Optional<Node> state) {
        Track track = tracks.get(path);
        if (track == null) {
            return false;
        }
        long zxid = state.map(Node::modifiedZxid).orElse(0L);
        if (track.read ? zxid > track.current : zxid != track.current) {
            throw new OutOfOrderException(
                    path + " was read with zxid " + zxid + " where its last event has " + track.current);
        }
        if (!track.read) {
            forgetCurrent(track);
            track.read = true;
            wanted.remove(path);
            addKnown(track, state);
        }
        return true;
    }

    /**
     * Begins with a tree that was loaded while events came in: whatever was not touched is as it was loaded. The first
     * cut is at this place in the feed or later.
     *
     * @param zxid a transaction that is in what was loaded
     */
    void loaded(long zxid) {
        answered();
        long start = Math.max(zxid, lastEvent);
        lost.add(0, start);
        lastEvent = start;
        complete = start;
        transactions.computeIfAbsent(start, z -> new ArrayList<>());
    }

    /** The last transaction at which there can be a cut now; empty where there is none after the last cut. */
    OptionalLong latestCut() {
        long bound = unread.isEmpty() ? complete + 1 : Math.min(complete + 1, unread.firstKey());
        while (true) {
            Long candidate = transactions.lowerKey(bound);
            if (candidate == null) {
                return OptionalLong.empty();
            }
            OptionalLong span = lost.spanAround(candidate);
            if (span.isEmpty()) {
                return OptionalLong.of(candidate);
            }
            bound = span.getAsLong();
        }
    }

    /** Makes the cut that {@link #latestCut} offered: the states of all that was touched since the last one. */
    Map<String, Optional<Node>> cutAt(long zxid) {
        NavigableMap<Long, List<Track>> done = transactions.headMap(zxid, true);
        Map<String, Optional<Node>> states = new HashMap<>();
        for (List<Track> touched : done.values()) {
            for (Track track : touched) {
                takeUpTo(zxid, track).ifPresent(version -> states.put(track.path, version.state()));
            }
        }
        done.clear();
        lost.forgetBefore(zxid);
        return states;
    }

    private Optional<Version> takeUpTo(long zxid, Track track) {
        Optional<Version> last = Optional.empty();
        while (!track.known.isEmpty() && track.known.getFirst().from() <= zxid) {
            last = Optional.of(track.known.removeFirst());
            versions--;
        }
        if (track.current <= zxid) {
            tracks.remove(track.path);
        }
        return last;
    }

    /** Whether everything up to this transaction is in the cuts made. */
    boolean isThrough(long zxid) {
        return transactions.isEmpty() || transactions.firstKey() > zxid;
    }

    long lastEvent() {
        return lastEvent;
    }

    /** Gives up all cuts before the present, so that a window that finds none stays bounded. */
    private void prune() {
        lost.add(0, lastEvent);
        long first = transactions.firstKey();
        transactions.clear();
        transactions.put(first, new ArrayList<>()); // so that isThrough still says no
        for (Track track : tracks.values()) {
            while (track.known.size() > (track.read ? 1 : 0)) {
                track.known.removeFirst();
                versions--;
            }
            transactions.computeIfAbsent(track.current, z -> new ArrayList<>()).add(track);
        }
        pruneAt = Math.max(MAX_VERSIONS, 2 * versions);
    }

    /** The feed broke its promise; only a comparison with the tree helps. */
    static final class OutOfOrderException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        OutOfOrderException(String message) {
            super(message);
        }
    }
}
