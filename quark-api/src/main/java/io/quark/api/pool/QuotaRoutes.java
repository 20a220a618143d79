package io.quark.api.pool;

import io.quark.api.http.Answer;
import io.quark.api.http.ProblemType;
import io.quark.api.http.Request;
import io.quark.api.http.Route;
import io.quark.api.network.AddressBook;
import io.quark.api.view.Cluster;
import io.quark.api.view.ETags;
import io.quark.api.view.Entry;
import io.quark.api.view.Freshness;
import io.quark.api.view.Listing;
import io.quark.api.work.Acceptance;
import io.quark.api.work.Draft;
import io.quark.api.work.WorkUnitAnswer;
import io.quark.common.id.Ids;
import io.quark.common.model.NetRequest.SetQuota;
import io.quark.common.model.Quota;
import io.quark.common.model.Target;
import io.quark.net.alloc.NetIndex;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/** {@code /v1/quotas}: what projects may have at most, and what they have. Thread safe. */
public final class QuotaRoutes {

    private static final String TYPE = "quota";
    private static final String SINGLE = "/v1/quotas/{project}";
    private static final Pattern PROJECT = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    private static final QuotaBody NO_LIMITS =
            new QuotaBody(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private final Cluster cluster;
    private final AddressBook book;
    private final Freshness freshness;
    private final Acceptance acceptance;

    public QuotaRoutes(Cluster cluster, AddressBook book, Freshness freshness, Acceptance acceptance) {
        this.cluster = cluster;
        this.book = book;
        this.freshness = freshness;
        this.acceptance = acceptance;
    }

    /** All of them. */
    public List<Route> routes() {
        return List.of(
                Route.get("/v1/quotas", "list_quotas")
                        .says("Lists the quotas that were set, with what their projects have.")
                        .takes(Listing.parameters())
                        .answersPage(QuotaAnswer.class)
                        .by(this::list),
                Route.get(SINGLE, "get_quota")
                        .says("Shows what a project may have and has; one without a quota may have everything.")
                        .takes(Listing.single())
                        .answers(QuotaAnswer.class, "The quota.")
                        .by(this::get),
                Route.put(SINGLE, "set_quota")
                        .says("Sets what a project may have from now on; what it has more already stays.")
                        .body(QuotaBody.class)
                        .changes(WorkUnitAnswer.class)
                        .problems(412)
                        .by(this::set));
    }

    private CompletableFuture<Answer> list(Request request) {
        return freshness.caughtUp().thenApply(done -> {
            return Answer.ok(new Listing(request)
                    .page(
                            cluster.catalogue().quotas().in(Optional.empty()),
                            entry -> Optional.of(show(entry.value()))));
        });
    }

    private QuotaAnswer show(Quota quota) {
        NetIndex.ProjectUsage used = book.projectUsage(quota.project());
        return new QuotaAnswer(
                quota.project(),
                quota.networks(),
                quota.subnets(),
                quota.ports(),
                quota.addressesPerPort(),
                new QuotaAnswer.UsedAnswer(used.networks(), used.subnets(), used.ports()));
    }

    private CompletableFuture<Answer> get(Request request) {
        String project = project(request);
        return freshness.caughtUp().thenApply(done -> {
            Optional<Entry<Quota>> found = cluster.catalogue().quotas().byId(project);
            Quota quota = found.map(Entry::value).orElseGet(() -> quota(project, NO_LIMITS, ""));
            Answer answer = Answer.ok(new Listing(request).trimmed(show(quota)));
            return found.map(entry -> answer.with("ETag", ETags.of(entry.node())))
                    .orElse(answer);
        });
    }

    private static Quota quota(String project, QuotaBody body, String workUnit) {
        return new Quota(project, body.networks(), body.subnets(), body.ports(), body.addressesPerPort(), workUnit);
    }

    private CompletableFuture<Answer> set(Request request) {
        String project = project(request);
        QuotaBody body = request.read(QuotaBody.class);
        request.refuseFaults("Limits are whole numbers; what is left out or null is not limited.");
        return acceptance.accept(request, ids -> {
            cluster.catalogue()
                    .quotas()
                    .byId(project)
                    .ifPresent(entry -> ETags.expected(request, "quota of " + project, entry.node()));
            String id = Ids.derived(TYPE, project);
            String workUnit = ids.inShardOf(id);
            return book.possible(
                    request.project(),
                    new Draft(workUnit, new Target(TYPE, id, project), new SetQuota(quota(project, body, workUnit))));
        });
    }

    private static String project(Request request) {
        String project = request.part("project");
        if (!PROJECT.matcher(project).matches()) {
            throw ProblemType.NOT_FOUND.of(
                    "no project can be named " + project,
                    "A project's name has 1 to 63 of a-z, 0-9 and -, beginning and ending with a letter or digit.");
        }
        return project;
    }
}
