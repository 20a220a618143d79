package io.quark.compute.nic;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** For hosts whose interfaces end with the process. */
public final class NicsInMemory implements WiredNics {

    private final Map<String, Wired> nics = new ConcurrentHashMap<>();

    @Override
    public void remember(String instance, Wired wired) {
        nics.put(instance, wired);
    }

    @Override
    public void forget(String instance) {
        nics.remove(instance);
    }

    @Override
    public Optional<Wired> of(String instance) {
        return Optional.ofNullable(nics.get(instance));
    }

    @Override
    public Map<String, Wired> all() {
        return Map.copyOf(nics);
    }
}
