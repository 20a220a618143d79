package io.quark.compute.sim;

import io.quark.compute.storage.Ledger;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One kind of thing that simulated hosts remember, in one file for all of them. Thread safe. */
final class SimLedger<T> implements AutoCloseable {

    private final Optional<SimJournal<T>> journal;
    private final T nothing;
    private final Map<SimJournal.Key, T> entries;

    private SimLedger(Optional<SimJournal<T>> journal, T nothing, Map<SimJournal.Key, T> entries) {
        this.journal = journal;
        this.nothing = nothing;
        this.entries = new ConcurrentHashMap<>(entries);
    }

    /**
     * With what an earlier life of the process wrote there.
     *
     * @param file absent: nothing is remembered beyond the process
     * @param nothing what stands for a thing that is gone
     */
    static <T> SimLedger<T> open(Optional<Path> file, Class<T> type, T nothing) throws IOException {
        if (file.isEmpty()) {
            return new SimLedger<>(Optional.empty(), nothing, Map.of());
        }
        SimJournal<T> journal = SimJournal.open(file.get(), type, nothing);
        return new SimLedger<>(Optional.of(journal), nothing, journal.load());
    }

    Ledger<T> of(String host) {
        return new OfHost(host);
    }

    @Override
    public void close() {
        journal.ifPresent(SimJournal::close);
    }

    private final class OfHost implements Ledger<T> {

        private final String host;
        private final Map<String, T> mine = new ConcurrentHashMap<>();

        OfHost(String host) {
            this.host = host;
            entries.forEach((key, value) -> {
                if (key.host().equals(host)) {
                    mine.put(key.instance(), value);
                }
            });
        }

        @Override
        public Optional<T> get(String key) {
            return Optional.ofNullable(mine.get(key));
        }

        /** Remembered before it counts. */
        @Override
        public void put(String key, T value) {
            SimJournal.Key whole = new SimJournal.Key(host, key);
            journal.ifPresent(file -> file.append(whole, value, () -> Map.copyOf(entries)));
            entries.put(whole, value);
            mine.put(key, value);
        }

        @Override
        public void remove(String key) {
            SimJournal.Key whole = new SimJournal.Key(host, key);
            if (mine.containsKey(key)) {
                journal.ifPresent(file -> file.append(whole, nothing, () -> Map.copyOf(entries)));
                entries.remove(whole);
                mine.remove(key);
            }
        }

        @Override
        public Set<String> keys() {
            return Set.copyOf(mine.keySet());
        }
    }
}
