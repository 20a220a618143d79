package io.quark.api.looking;

import io.quark.api.http.ProblemException;
import io.quark.api.http.ProblemType;
import io.quark.api.instance.InstanceFinder;
import io.quark.api.view.Cluster;
import io.quark.api.view.Freshness;
import io.quark.common.model.Alive;
import io.quark.common.model.ComputeSelf;
import io.quark.common.model.Instance;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/** Finds where a machine can be looked into. Thread safe. */
final class Whereabouts {

    private static final Pattern ENDPOINT = Pattern.compile("https?://[A-Za-z0-9._:\\[\\]-]{1,255}");
    private static final int RETRY_SECONDS = 5;

    private final Cluster cluster;
    private final Freshness freshness;
    private final InstanceFinder finder;

    Whereabouts(Cluster cluster, Freshness freshness, InstanceFinder finder) {
        this.cluster = cluster;
        this.freshness = freshness;
        this.finder = finder;
    }

    /**
     * Where a machine is.
     *
     * @param endpoint of its compute, as that has said itself: no other address is ever asked
     * @param bootId names the present life of its compute's daemon
     */
    record Place(String instance, String compute, URI endpoint, String bootId) {}

    /** Where the machine of that id or name is. Fails with a problem if it cannot be looked into. */
    CompletableFuture<Place> of(String project, String idOrName) {
        return finder.find(project, idOrName).thenApply(found -> place(found.instance()));
    }

    /** As {@link #of}, by its id alone: for whoever has a token for it. */
    CompletableFuture<Place> of(String id) {
        return freshness
                .caughtUp()
                .thenApply(done -> cluster.instances()
                        .byId(id)
                        .map(entry -> place(entry.value()))
                        .orElseThrow(
                                () -> ProblemType.NOT_FOUND.of("there is no instance " + id, "It has been deleted.")));
    }

    private Place place(Instance instance) {
        String compute = instance.compute().orElseThrow(() -> notPlaced(instance.id()));
        Alive alive = cluster.alive(compute)
                .orElseThrow(
                        () -> later("the compute " + compute + " of the instance " + instance.id() + " is silent"));
        URI endpoint = cluster.self(compute)
                .flatMap(ComputeSelf::endpoint)
                .filter(url -> ENDPOINT.matcher(url).matches())
                .map(URI::create)
                .orElseThrow(() -> later("the compute " + compute + " does not say where it can be asked"));
        return new Place(instance.id(), compute, endpoint, alive.bootId());
    }

    private static ProblemException notPlaced(String id) {
        return ProblemType.CONFLICT.of(
                "the instance " + id + " is on no host yet", "Wait until it is built; its work unit tells.");
    }

    /** A problem that may be gone soon. */
    static ProblemException later(String detail) {
        return ProblemType.SILENT
                .of(detail, "Try again; if it stays so, see GET /v1/computes and the compute's log.")
                .retryAfter(RETRY_SECONDS);
    }
}
