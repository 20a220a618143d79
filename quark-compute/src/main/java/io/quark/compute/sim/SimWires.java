package io.quark.compute.sim;

import io.quark.compute.nic.Wired;
import io.quark.compute.nic.WiredNics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What simulated hosts remember of wired interfaces, in one file for all of them. Thread safe. */
final class SimWires implements AutoCloseable {

    private static final Wired NOTHING = Wired.of(List.of());

    private final Optional<SimJournal<Wired>> journal;
    private final Map<SimJournal.Key, Wired> wires;

    private SimWires(Optional<SimJournal<Wired>> journal, Map<SimJournal.Key, Wired> wires) {
        this.journal = journal;
        this.wires = new ConcurrentHashMap<>(wires);
    }

    static SimWires inMemory() {
        return new SimWires(Optional.empty(), Map.of());
    }

    /** With what an earlier life of the process wrote there. */
    static SimWires remembering(Path file) throws IOException {
        SimJournal<Wired> journal = SimJournal.open(file, Wired.class, NOTHING);
        return new SimWires(Optional.of(journal), journal.load());
    }

    WiredNics of(String host) {
        return new OfHost(host);
    }

    @Override
    public void close() {
        journal.ifPresent(SimJournal::close);
    }

    /** Remembered before it counts. A machine without interfaces is worth no line. */
    private void change(SimJournal.Key key, Wired wired) {
        Wired before = wires.getOrDefault(key, NOTHING);
        if (!before.equals(wired)) {
            journal.ifPresent(file -> file.append(key, wired, () -> Map.copyOf(wires)));
        }
    }

    private final class OfHost implements WiredNics {

        private final String host;
        private final Map<String, Wired> mine = new ConcurrentHashMap<>();

        OfHost(String host) {
            this.host = host;
            wires.forEach((key, wired) -> {
                if (key.host().equals(host)) {
                    mine.put(key.instance(), wired);
                }
            });
        }

        @Override
        public void remember(String instance, Wired wired) {
            SimJournal.Key key = new SimJournal.Key(host, instance);
            change(key, wired);
            wires.put(key, wired);
            mine.put(instance, wired);
        }

        @Override
        public void forget(String instance) {
            SimJournal.Key key = new SimJournal.Key(host, instance);
            change(key, NOTHING);
            wires.remove(key);
            mine.remove(instance);
        }

        @Override
        public Optional<Wired> of(String instance) {
            return Optional.ofNullable(mine.get(instance));
        }

        @Override
        public Map<String, Wired> all() {
            return new HashMap<>(mine);
        }
    }
}
