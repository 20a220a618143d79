package io.quark.api.compute;

import io.quark.api.http.Answer;
import io.quark.api.http.Parameter;
import io.quark.api.http.ProblemType;
import io.quark.api.http.Request;
import io.quark.api.http.Route;
import io.quark.api.view.Cluster;
import io.quark.api.view.Freshness;
import io.quark.api.view.Listing;
import io.quark.common.model.ComputeSelf;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** {@code /v1/computes}. Thread safe. */
public final class ComputeRoutes {

    private static final String DEFAULT_ZONE = "default";

    private final Cluster cluster;
    private final Freshness freshness;
    private final ComputeView view;

    public ComputeRoutes(Cluster cluster, Freshness freshness) {
        this.cluster = cluster;
        this.freshness = freshness;
        this.view = new ComputeView(cluster);
    }

    /** All of them. */
    public List<Route> routes() {
        return List.of(
                Route.get("/v1/computes", "list_computes")
                        .says("Lists computes, ordered by name.")
                        .takes(Listing.parameters(
                                Parameter.text("name", "Only the one of this name."),
                                Parameter.text("state", "ready, cordoned or down."),
                                Parameter.text("zone", "Only those in this zone."),
                                Parameter.texts("label", "Only those with this label: key=value. May be repeated.")))
                        .answersPage(ComputeAnswer.class)
                        .by(this::list),
                Route.get("/v1/computes/{compute}", "get_compute")
                        .says("Shows a compute, by name.")
                        .takes(Listing.single())
                        .answers(ComputeAnswer.class, "The compute.")
                        .by(this::get));
    }

    private CompletableFuture<Answer> list(Request request) {
        return freshness.caughtUp().thenApply(done -> {
            TreeMap<String, String> names = new TreeMap<>();
            cluster.computes().forEach(name -> names.put(name, name));
            request.query("name").ifPresent(wanted -> names.keySet().retainAll(List.of(wanted)));
            return Answer.ok(new Listing(request)
                    .page(names, name -> view.show(name).filter(compute -> matches(compute, request))));
        });
    }

    private static boolean matches(ComputeAnswer compute, Request request) {
        String zone = compute.self().flatMap(ComputeSelf::zone).orElse(DEFAULT_ZONE);
        return request.query("state").map(compute.state()::equals).orElse(true)
                && request.query("zone").map(zone::equals).orElse(true)
                && request.queries("label").stream().allMatch(label -> hasLabel(compute, label));
    }

    private static boolean hasLabel(ComputeAnswer compute, String label) {
        List<String> parts = List.of(label.split("=", 2));
        Optional<String> value =
                compute.self().flatMap(self -> Optional.ofNullable(self.labels().get(parts.get(0))));
        return parts.size() == 1
                ? value.isPresent()
                : value.filter(parts.get(1)::equals).isPresent();
    }

    private CompletableFuture<Answer> get(Request request) {
        return freshness.caughtUp().thenApply(done -> {
            String name = request.part("compute");
            ComputeAnswer found = Optional.of(name)
                    .filter(cluster.computes()::contains)
                    .flatMap(view::show)
                    .orElseThrow(() ->
                            ProblemType.NOT_FOUND.of("no compute is named " + name, "GET /v1/computes lists them."));
            return Answer.ok(new Listing(request).trimmed(found));
        });
    }
}
