package io.quark.compute.config;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.quark.common.config.Faults;
import java.util.List;
import java.util.Optional;

/** Where disks may lie besides the storage directory, and who shares that. */
public record StorageConfig(
        @JsonPropertyDescription(
                "name of the storage that the storage directory lies on, where other hosts share it under that"
                        + " name; empty: it is this host's own")
        String shared,

        @JsonPropertyDescription(
                "libvirt's storage pools that volumes may lie in, by name (dir, nfs, logical, rbd); the storage"
                        + " directory needs none")
        List<String> pools) {

    public static final StorageConfig DEFAULTS = new StorageConfig("", List.of());

    public StorageConfig {
        pools = List.copyOf(pools);
        Faults faults = new Faults().name("shared", shared);
        for (String pool : pools) {
            faults.notBlank("pools", pool);
        }
        faults.raise();
    }

    /** The name of the storage that is shared, if it is. */
    public Optional<String> sharedAs() {
        return shared.isEmpty() ? Optional.empty() : Optional.of(shared);
    }
}
