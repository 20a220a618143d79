package io.quark.api.instance;

import io.quark.common.id.Ids;
import io.quark.common.tree.Node;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeSession;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Asks the tree itself what names stand for. One read instead of waiting for the view to catch up: builds come in great numbers, and
 * the view lags behind them.
 */
final class NameClaims {

    private final TreeSession session;
    private final Paths paths;
    private final String project;
    private final Map<String, String> expected = new LinkedHashMap<>();

    NameClaims(TreeSession session, Paths paths, String project) {
        this.session = session;
        this.paths = paths;
        this.project = project;
    }

    /** Expects that the reference, if it is a name, stands for this id. */
    NameClaims expect(String type, String reference, String id) {
        if (!Ids.isId(Ids.canonical(reference))) {
            expected.put(paths.name(type, project, reference), id);
        }
        return this;
    }

    /** Whether every name stands for what was expected. */
    CompletableFuture<Boolean> hold() {
        List<String> names = List.copyOf(expected.keySet());
        if (names.isEmpty()) {
            return CompletableFuture.completedFuture(true);
        }
        return session.read(names).thenApply(nodes -> {
            for (int i = 0; i < names.size(); i++) {
                Optional<Node> node = nodes.get(i);
                if (node.isEmpty() || !node.get().as(Claimed.class).id().equals(expected.get(names.get(i)))) {
                    return false;
                }
            }
            return true;
        });
    }

    private record Claimed(String id) {}
}
