package io.quark.compute.nic;

import io.quark.common.model.Nic;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** For hosts whose interfaces end with the process. */
public final class NicsInMemory implements WiredNics {

    private final Map<String, List<Nic>> nics = new ConcurrentHashMap<>();

    @Override
    public void remember(String instance, List<Nic> wired) {
        nics.put(instance, List.copyOf(wired));
    }

    @Override
    public void forget(String instance) {
        nics.remove(instance);
    }

    @Override
    public List<Nic> of(String instance) {
        return nics.getOrDefault(instance, List.of());
    }

    @Override
    public Map<String, List<Nic>> all() {
        return Map.copyOf(nics);
    }
}
