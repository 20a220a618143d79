package io.quark.api.instance;

import io.quark.api.bind.Faults;
import io.quark.api.http.Answer;
import io.quark.api.http.ProblemException;
import io.quark.api.http.ProblemType;
import io.quark.api.http.Request;
import io.quark.api.http.Route;
import io.quark.api.network.AddressBook;
import io.quark.api.view.Cluster;
import io.quark.api.view.Entry;
import io.quark.api.view.Freshness;
import io.quark.api.view.Listing;
import io.quark.api.work.Acceptance;
import io.quark.api.work.Draft;
import io.quark.api.work.WorkUnitAnswer;
import io.quark.api.work.WorkUnitIds;
import io.quark.common.id.Ids;
import io.quark.common.model.ImageFile;
import io.quark.common.model.Instance;
import io.quark.common.model.InstanceSpec;
import io.quark.common.model.InstanceSpec.NicRequest;
import io.quark.common.model.Target;
import io.quark.common.model.WorkRequest;
import io.quark.common.model.WorkRequest.BuildInstance;
import io.quark.common.model.WorkUnit;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeSession;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** {@code /v1/instances}. Thread safe. */
public final class InstanceRoutes {

    static final String TYPE = "instance";

    private static final String HINT = "Correct these fields; /docs shows what an instance takes.";

    private final TreeSession session;
    private final Paths paths;
    private final Cluster cluster;
    private final AddressBook book;
    private final Freshness freshness;
    private final Acceptance acceptance;
    private final BootFiles bootFiles;
    private final PendingBuilds pending;
    private final InstanceDraft draft;
    private final InstanceView view;

    /** Their parts. */
    public InstanceRoutes(
            TreeSession session,
            Paths paths,
            Cluster cluster,
            AddressBook book,
            Freshness freshness,
            Acceptance acceptance,
            BootFiles bootFiles,
            PendingBuilds pending) {
        this.session = session;
        this.paths = paths;
        this.cluster = cluster;
        this.book = book;
        this.freshness = freshness;
        this.acceptance = acceptance;
        this.bootFiles = bootFiles;
        this.pending = pending;
        this.draft = new InstanceDraft(cluster);
        this.view = new InstanceView(cluster);
    }

    /** All of them. */
    public List<Route> routes() {
        return List.of(
                Route.post("/v1/instances", "create_instance")
                        .says(
                                "Makes a machine, whose id is the target's of the work unit; or several, all or none, in a group.")
                        .body(InstanceBody.class)
                        .changes(WorkUnitAnswer.class)
                        .by(this::create),
                Route.get("/v1/instances", "list_instances")
                        .says("Lists machines, ordered by name.")
                        .takes(Listing.parameters(InstanceFilter.PARAMETERS))
                        .answersPage(InstanceAnswer.class)
                        .by(this::list),
                Route.get("/v1/instances/{instance}", "get_instance")
                        .says("Shows a machine, by id or name.")
                        .takes(Listing.single())
                        .answers(InstanceAnswer.class, "The machine.")
                        .problems(409)
                        .by(this::get),
                Route.patch("/v1/instances/{instance}", "update_instance")
                        .says("Changes name or labels of a machine; no host is touched.")
                        .body(InstancePatch.class)
                        .changes(WorkUnitAnswer.class)
                        .problems(412)
                        .by(this::update),
                Route.delete("/v1/instances/{instance}", "delete_instance")
                        .says("Unmakes a machine, also while it is being built.")
                        .changes(WorkUnitAnswer.class)
                        .problems(412)
                        .by(this::delete));
    }

    private CompletableFuture<Answer> create(Request request) {
        InstanceBody body = request.read(InstanceBody.class);
        InstanceRules.check(body, request.faults());
        return bootFiles.look(body.boot(), request.faults()).thenCompose(files -> {
            if (!request.faults().isEmpty()) {
                // There is something to be said already; what the view shows is added as it is, without waiting for it.
                draft.resolve(body, request.project(), files, request.faults());
                request.refuseFaults(HINT);
            }
            InstanceRules.refuseUnsupported(body);
            return acceptance.accept(
                    request, ids -> buildAtOnce(request, body, files, ids), ids -> build(request, body, files, ids));
        });
    }

    /** By what the view shows now, if its names are still right; every fault waits for the view to be up to date. */
    private CompletableFuture<Optional<Draft>> buildAtOnce(
            Request request, InstanceBody body, List<ImageFile> files, WorkUnitIds ids) {
        if (body.flavor().isPresent()) {
            return CompletableFuture.completedFuture(Optional.empty()); // flavors come and go
        }
        Optional<BuildInstance> build;
        Draft early;
        try {
            Faults faults = new Faults();
            build = draft.resolve(body, request.project(), files, faults);
            if (build.isEmpty() || !faults.isEmpty()) {
                return CompletableFuture.completedFuture(Optional.empty());
            }
            early = drafted(request, body, build.get(), ids);
        } catch (ProblemException unsure) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        InstanceSpec spec = build.get().spec();
        NameClaims names = new NameClaims(session, paths, request.project());
        body.image().ifPresent(name -> names.expect("image", name, spec.image().orElse("")));
        List<NicRequest> asked = InstanceRules.nics(body.nics());
        for (int i = 0; i < asked.size(); i++) {
            InstanceBody.NicBody nic = body.nics().get(i);
            if (nic.port().isPresent()
                    || nic.qosPolicy().isPresent()
                    || nic.security().isPresent()) {
                // Names of ports are no claims, and policies and groups come and go: only the view that has caught up
                // knows them.
                return CompletableFuture.completedFuture(Optional.empty());
            }
            names.expect("network", asked.get(i).network(), spec.nics().get(i).network());
        }
        return names.hold().thenApply(hold -> hold ? Optional.of(early) : Optional.empty());
    }

    private Draft build(Request request, InstanceBody body, List<ImageFile> files, WorkUnitIds ids) {
        Optional<BuildInstance> build = draft.resolve(body, request.project(), files, request.faults());
        request.refuseFaults(HINT);
        return drafted(request, body, build.orElseThrow(), ids);
    }

    private Draft drafted(Request request, InstanceBody body, BuildInstance build, WorkUnitIds ids) {
        String workUnit = ids.free();
        String id = ids.made(workUnit, TYPE);
        String name = body.name().orElseThrow();
        book.refuseImpossible(request.project(), id, name, build.spec().nics());
        int count = body.count().orElse(1);
        if (count > 1) {
            return BulkBuild.of(build, count, ids);
        }
        return new Draft(workUnit, new Target(TYPE, id, name), build);
    }

    private CompletableFuture<Answer> list(Request request) {
        return freshness.caughtUp().thenApply(done -> {
            InstanceFilter filter = new InstanceFilter(request, cluster);
            Optional<String> project = request.query("project").or(() -> Optional.of(request.project()));
            return Answer.ok(new Listing(request)
                    .page(
                            cluster.instances().in(project.filter(name -> !name.equals("*"))),
                            entry -> Optional.of(entry)
                                    .filter(filter::matches)
                                    .map(Entry::value)
                                    .map(view::show)
                                    .filter(filter::matches)));
        });
    }

    private CompletableFuture<Answer> get(Request request) {
        return found(request).thenApply(found -> {
            Listing listing = new Listing(request);
            if (found instanceof Found.Recorded recorded) {
                return Answer.ok(listing.trimmed(view.show(recorded.instance())))
                        .with("ETag", etag(recorded.instance()));
            }
            WorkUnit work = ((Found.Pending) found).work();
            return Answer.ok(listing.trimmed(
                    InstanceView.pending(work, (BuildInstance) work.request().orElseThrow())));
        });
    }

    private CompletableFuture<Answer> update(Request request) {
        InstancePatch patch = request.read(InstancePatch.class);
        patch.name().ifPresent(name -> InstanceRules.checkName(name, request.faults()));
        Labels.check(patch.labels(), request.faults());
        if (patch.name().isEmpty()
                && patch.labels().isEmpty()
                && request.faults().isEmpty()) {
            request.faults().add("", "has nothing to change");
        }
        request.refuseFaults("Give a name, labels, or both.");
        return acceptance.accept(request, ids -> {
            Instance instance = addressed(request);
            refuseStale(request, instance);
            Optional<Map<String, String>> labels = Optional.of(patch.labels()).filter(some -> !some.isEmpty());
            return new Draft(
                    ids.inShardOf(instance.id()),
                    new Target(TYPE, instance.id(), patch.name().orElse(instance.name())),
                    new WorkRequest.UpdateInstance(patch.name(), labels));
        });
    }

    private CompletableFuture<Answer> delete(Request request) {
        CompletableFuture<Optional<Found>> known = found(request)
                .<Optional<Found>>thenApply(Optional::of)
                .exceptionally(failure -> Optional.empty()); // judged again, with the key in mind
        return known.thenCompose(before -> acceptance.accept(request, ids -> {
            if (before.orElse(null) instanceof Found.Pending coming) {
                return deletion(ids, coming.work().target());
            }
            Instance instance = addressed(request);
            refuseStale(request, instance);
            return deletion(ids, new Target(TYPE, instance.id(), instance.name()));
        }));
    }

    private static Draft deletion(WorkUnitIds ids, Target target) {
        return new Draft(ids.inShardOf(target.id()), target, new WorkRequest.DeleteInstance());
    }

    /** What a request addresses. */
    private sealed interface Found {
        record Recorded(Instance instance) implements Found {}

        record Pending(WorkUnit work) implements Found {}
    }

    private CompletableFuture<Found> found(Request request) {
        return freshness.caughtUp().thenCompose(done -> {
            try {
                return CompletableFuture.completedFuture(new Found.Recorded(addressed(request)));
            } catch (ProblemException missing) {
                String id = Ids.canonical(request.part(TYPE));
                boolean isId = missing.problem().status() == ProblemType.NOT_FOUND.status() && Ids.isId(id);
                return isId ? comingOrRecorded(request, id) : CompletableFuture.failedFuture(missing);
            }
        });
    }

    private CompletableFuture<Found> comingOrRecorded(Request request, String id) {
        return pending.of(id).thenCompose(work -> {
            Optional<WorkUnit> visible = work.filter(unit -> unit.project().equals(request.project()));
            // Where it was taken up between the two looks, it is recorded now.
            return visible.isPresent()
                    ? CompletableFuture.completedFuture(new Found.Pending(visible.orElseThrow()))
                    : freshness.caughtUp().thenApply(done -> new Found.Recorded(addressed(request)));
        });
    }

    private Instance addressed(Request request) {
        return cluster.findInstance()
                .addressed(request.project(), request.part(TYPE))
                .value();
    }

    private static String etag(Instance instance) {
        return "\"" + instance.generation() + "\"";
    }

    private static void refuseStale(Request request, Instance instance) {
        request.header("if-match").ifPresent(wanted -> {
            boolean matches = wanted.strip().equals("*")
                    || List.of(wanted.split("\\s*,\\s*")).contains(etag(instance));
            if (!matches) {
                throw ProblemType.STALE.of(
                        "the instance " + instance.id() + " is at " + etag(instance) + ", not at " + wanted,
                        "Read it again, and decide whether the change is still wanted.");
            }
        });
    }
}
