package io.quark.api.local;

import io.quark.common.json.Json;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/**
 * What is remembered of a local Quark in its directory, so that a later command finds it.
 *
 * @param apiPorts in the order of the apis
 */
record ClusterState(ClusterPlan plan, int zookeeperPort, List<Integer> apiPorts, List<LocalProcess> processes) {

    private static final String FILE = "cluster.json";

    ClusterState {
        apiPorts = apiPorts == null ? List.of() : List.copyOf(apiPorts);
        processes = processes == null ? List.of() : List.copyOf(processes);
    }

    static Optional<ClusterState> read(Path dir) throws IOException {
        Path file = dir.resolve(FILE);
        return Files.exists(file)
                ? Optional.of(Json.read(Files.readAllBytes(file), ClusterState.class))
                : Optional.empty();
    }

    void write(Path dir) throws IOException {
        Path temporary = dir.resolve(FILE + ".new");
        Files.write(temporary, Json.bytes(this));
        try {
            Files.move(temporary, dir.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(temporary, dir.resolve(FILE), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    static void forget(Path dir) throws IOException {
        Files.deleteIfExists(dir.resolve(FILE));
    }
}
