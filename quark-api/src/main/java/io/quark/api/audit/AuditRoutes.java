package io.quark.api.audit;

import io.quark.api.http.Answer;
import io.quark.api.http.Parameter;
import io.quark.api.http.Request;
import io.quark.api.http.Route;
import io.quark.api.view.Cluster;
import io.quark.api.work.Acceptance;
import io.quark.api.work.Draft;
import io.quark.api.work.WorkUnitAnswer;
import io.quark.common.model.MachineRequest.Audit;
import io.quark.common.model.Target;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** {@code /v1/audit}. Thread safe. */
public final class AuditRoutes {

    private static final String TYPE = "tree";

    private final Cluster cluster;
    private final Acceptance acceptance;

    public AuditRoutes(Cluster cluster, Acceptance acceptance) {
        this.cluster = cluster;
        this.acceptance = acceptance;
    }

    /** All of them. */
    public List<Route> routes() {
        return List.of(Route.post("/v1/audit", "audit")
                .says(
                        "Looks for broken invariants on the hosts and in the tree; repairs nothing. The result has count (how many were found), "
                                + "findings (invariant, subject, detail; at most 100), hosts (how many have answered) and silent_hosts.")
                .takes(Parameter.texts("compute", "Only this host; several are possible."))
                .changes(WorkUnitAnswer.class)
                .by(this::audit));
    }

    private CompletableFuture<Answer> audit(Request request) {
        List<String> computes = request.queries("compute");
        return acceptance.accept(request, ids -> {
            computes.forEach(name -> {
                if (!cluster.computes().contains(name)) {
                    request.faults().add("compute", "there is no compute " + name);
                }
            });
            request.refuseFaults("GET /v1/computes lists them.");
            String id = ids.free();
            return new Draft(id, new Target(TYPE, id, TYPE), new Audit(computes));
        });
    }
}
