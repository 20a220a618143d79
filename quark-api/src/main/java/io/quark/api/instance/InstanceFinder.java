package io.quark.api.instance;

import io.quark.api.http.ProblemException;
import io.quark.api.http.ProblemType;
import io.quark.api.view.Cluster;
import io.quark.api.view.Freshness;
import io.quark.common.id.Ids;
import io.quark.common.model.Instance;
import io.quark.common.model.WorkRequest.BuildInstance;
import io.quark.common.model.WorkUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Finds the machine that a request addresses: by id also one that was accepted and that no orc has taken up yet. Thread safe. */
public final class InstanceFinder {

    private final Cluster cluster;
    private final Freshness freshness;
    private final PendingBuilds pending;

    public InstanceFinder(Cluster cluster, Freshness freshness, PendingBuilds pending) {
        this.cluster = cluster;
        this.freshness = freshness;
        this.pending = pending;
    }

    /** What a request addresses. */
    public sealed interface Found {

        /** Its record, or what that is going to be as far as it is known. */
        Instance instance();

        /** It is in the tree. */
        record Recorded(Instance instance) implements Found {}

        /** It is only asked for. */
        record Coming(WorkUnit work, BuildInstance build) implements Found {

            @Override
            public Instance instance() {
                return Instance.coming(work.target().id(), work.project(), build, work.id(), work.createdAt());
            }
        }
    }

    /** As the view shows it, once that has caught up. Fails with the problem that there is none (404), or more than one (409). */
    public CompletableFuture<Found> find(String project, String idOrName) {
        return freshness.caughtUp().thenCompose(done -> {
            try {
                return CompletableFuture.completedFuture(recorded(project, idOrName));
            } catch (ProblemException missing) {
                String id = Ids.canonical(idOrName);
                boolean isId = missing.problem().status() == ProblemType.NOT_FOUND.status() && Ids.isId(id);
                return isId ? comingOrRecorded(project, id) : CompletableFuture.failedFuture(missing);
            }
        });
    }

    /** By what the view shows now. */
    public Found.Recorded recorded(String project, String idOrName) {
        return new Found.Recorded(
                cluster.findInstance().addressed(project, idOrName).value());
    }

    private CompletableFuture<Found> comingOrRecorded(String project, String id) {
        return pending.of(id).thenCompose(work -> {
            Optional<Found> coming = work.filter(unit -> unit.project().equals(project))
                    .flatMap(unit -> unit.request()
                            .filter(BuildInstance.class::isInstance)
                            .map(BuildInstance.class::cast)
                            .map(build -> new Found.Coming(unit, build)));
            // Where it was taken up between the two looks, it is recorded now.
            return coming.map(CompletableFuture::completedFuture)
                    .orElseGet(() -> freshness.caughtUp().thenApply(done -> recorded(project, id)));
        });
    }
}
