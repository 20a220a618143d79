package io.quark.api.work;

import io.quark.api.view.Cluster;
import io.quark.api.work.ExplanationAnswer.HostAnswer;
import io.quark.common.model.ComputeSelf;
import io.quark.common.model.WorkUnit;
import java.util.Optional;

/** Says of one host what it has to do with a work unit. Reads the view. */
final class HostVerdict {

    private final Cluster cluster;

    HostVerdict(Cluster cluster) {
        this.cluster = cluster;
    }

    HostAnswer of(WorkUnit work, String host) {
        if (work.placement().filter(place -> place.compute().equals(host)).isPresent()) {
            return new HostAnswer(
                    host,
                    "chosen",
                    work.explain().flatMap(WorkUnit.Explanation::chosen).orElse("it was chosen"));
        }
        if (work.excluded().contains(host)) {
            return new HostAnswer(host, "failed", "it failed this work unit before and was left out");
        }
        Optional<ComputeSelf> self = cluster.view()
                .get(cluster.paths().self(host))
                .filter(Cluster::hasRecord)
                .map(node -> node.as(ComputeSelf.class));
        if (self.isEmpty()) {
            return new HostAnswer(host, "unknown", "no compute of that name has told of itself");
        }
        if (!cluster.isAlive(host)) {
            return new HostAnswer(host, "down", "it gives no sign of life now");
        }
        String state = self.orElseThrow().state();
        return state.equals(ComputeSelf.READY)
                ? new HostAnswer(host, "possible", "it is ready now; another one was better, or it had no room then")
                : new HostAnswer(host, state, "it takes no new machines now");
    }
}
