package io.quark.compute.storage;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What is remembered of things that exist only on paper, by their keys. Thread safe. */
public interface Ledger<T> {

    Optional<T> get(String key);

    void put(String key, T value);

    void remove(String key);

    Set<String> keys();

    /** A ledger that is forgotten with the process. */
    static <T> Ledger<T> inMemory() {
        Map<String, T> entries = new ConcurrentHashMap<>();
        return new Ledger<>() {
            @Override
            public Optional<T> get(String key) {
                return Optional.ofNullable(entries.get(key));
            }

            @Override
            public void put(String key, T value) {
                entries.put(key, value);
            }

            @Override
            public void remove(String key) {
                entries.remove(key);
            }

            @Override
            public Set<String> keys() {
                return Set.copyOf(entries.keySet());
            }
        };
    }
}
