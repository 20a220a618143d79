package io.quark.api.instance;

import io.quark.api.http.Answer;
import io.quark.api.http.Parameter;
import io.quark.api.http.ProblemType;
import io.quark.api.http.Request;
import io.quark.api.http.Route;
import io.quark.api.view.Cluster;
import io.quark.api.view.Entry;
import io.quark.api.view.Freshness;
import io.quark.api.view.Listing;
import io.quark.api.work.Acceptance;
import io.quark.api.work.Draft;
import io.quark.api.work.WorkUnitAnswer;
import io.quark.api.work.WorkUnitIds;
import io.quark.common.model.Instance;
import io.quark.common.model.Target;
import io.quark.common.model.WorkRequest.DeleteInstance;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** {@code DELETE /v1/instances}: many machines at once, by filter. Thread safe. */
public final class BulkRoutes {

    private static final String DRY_RUN = "dry_run";

    /** Which others a list knows; a deletion keeps to its own project. */
    private static final List<Parameter> FILTERS = Arrays.stream(InstanceFilter.PARAMETERS)
            .filter(parameter -> !parameter.name().equals("project"))
            .toList();

    private final Cluster cluster;
    private final Freshness freshness;
    private final Acceptance acceptance;
    private final InstanceView view;

    public BulkRoutes(Cluster cluster, Freshness freshness, Acceptance acceptance) {
        this.cluster = cluster;
        this.freshness = freshness;
        this.acceptance = acceptance;
        this.view = new InstanceView(cluster);
    }

    /** All of them. */
    public List<Route> routes() {
        return List.of(Route.delete("/v1/instances", "delete_instances")
                .says(
                        "Unmakes all machines of the project that match every filter, of which there must be one: at most "
                                + Draft.MAX_CHILDREN + " at once, in a group.")
                .takes(Stream.concat(
                                FILTERS.stream(),
                                Stream.of(Parameter.text(
                                        DRY_RUN, "true: nothing is unmade; the answer lists what would be.")))
                        .toList())
                .takes(Listing.parameters())
                .changes(WorkUnitAnswer.class)
                .orPage(InstanceAnswer.class, "With dry_run: the machines that would go.")
                .problems(404)
                .by(this::delete));
    }

    private CompletableFuture<Answer> delete(Request request) {
        boolean dryRun = dryRun(request);
        if (FILTERS.stream().noneMatch(filter -> request.query(filter.name()).isPresent())) {
            throw ProblemType.REFUSED.of(
                    "no filter says which machines are meant",
                    "Give at least one of label, name, status, compute, network, ip, mac.");
        }
        if (dryRun) {
            return freshness
                    .caughtUp()
                    .thenApply(done -> Answer.ok(new Listing(request)
                            .page(
                                    cluster.instances().in(Optional.of(request.project())),
                                    entry -> shownIfMeant(new InstanceFilter(request, cluster), entry))));
        }
        refusePaging(request);
        return acceptance.accept(request, ids -> deletion(request, ids));
    }

    /** Who asks for one page only must not lose all the others. */
    private static void refusePaging(Request request) {
        Listing.parameters().stream()
                .map(Parameter::name)
                .filter(name -> request.query(name).isPresent())
                .forEach(name ->
                        request.faults().add(name, "belongs to dry_run=true; without it all that match are unmade"));
        request.refuseFaults("Leave it out, or narrow the filters.");
    }

    private static boolean dryRun(Request request) {
        return request.query(DRY_RUN)
                .map(text -> switch (text) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> {
                        request.faults().add(DRY_RUN, "must be true or false");
                        request.refuseFaults("Correct the parameter.");
                        yield false;
                    }
                })
                .orElse(false);
    }

    private Optional<InstanceAnswer> shownIfMeant(InstanceFilter filter, Entry<Instance> entry) {
        return Optional.of(entry)
                .filter(there -> there.value().status() != Instance.Status.DELETING)
                .filter(filter::matches)
                .map(Entry::value)
                .map(view::show)
                .filter(filter::matches);
    }

    private Draft deletion(Request request, WorkUnitIds ids) {
        InstanceFilter filter = new InstanceFilter(request, cluster);
        List<Target> meant = cluster.instances().in(Optional.of(request.project())).values().stream()
                .flatMap(entry -> shownIfMeant(filter, entry).stream())
                .map(instance -> new Target(InstanceRoutes.TYPE, instance.id(), instance.name()))
                .limit(Draft.MAX_CHILDREN + 1L)
                .toList();
        if (meant.isEmpty()) {
            throw ProblemType.NOT_FOUND.of(
                    "no machine of project " + request.project() + " matches", "dry_run=true shows what does.");
        }
        if (meant.size() > Draft.MAX_CHILDREN) {
            throw ProblemType.REFUSED.of(
                    "more than " + Draft.MAX_CHILDREN + " machines match, and at most " + Draft.MAX_CHILDREN
                            + " are unmade at once",
                    "Narrow the filters; dry_run=true shows what they match.");
        }
        String group = ids.free();
        DeleteInstance delete = new DeleteInstance();
        return Draft.group(
                group,
                meant.size() + " instances",
                delete.kind(),
                meant.stream()
                        .map(target -> new Draft(ids.childInShardOf(group, target.id()), target, delete))
                        .toList());
    }
}
