package io.quark.api.instance;

import io.quark.api.bind.Faults;
import io.quark.api.http.Answer;
import io.quark.api.http.ProblemException;
import io.quark.api.http.ProblemType;
import io.quark.api.http.Request;
import io.quark.api.http.Route;
import io.quark.api.instance.InstanceFinder.Found;
import io.quark.api.network.AddressBook;
import io.quark.api.view.Cluster;
import io.quark.api.view.Entry;
import io.quark.api.view.Freshness;
import io.quark.api.view.Listing;
import io.quark.api.work.Acceptance;
import io.quark.api.work.Draft;
import io.quark.api.work.WorkUnitAnswer;
import io.quark.api.work.WorkUnitIds;
import io.quark.common.json.Json;
import io.quark.common.model.ImageFile;
import io.quark.common.model.Instance;
import io.quark.common.model.InstanceSpec;
import io.quark.common.model.InstanceSpec.NicRequest;
import io.quark.common.model.Target;
import io.quark.common.model.WorkRequest;
import io.quark.common.model.WorkRequest.BuildInstance;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeSession;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

/** {@code /v1/instances}. Thread safe. */
public final class InstanceRoutes {

    static final String TYPE = "instance";

    /** The rest of a record is for what a machine gets: interfaces, volumes, snapshots, steps of its tasks. */
    private static final int MAX_BYTES = Json.MAX_RECORD_BYTES - 20 * 1024;

    private static final String HINT = "Correct these fields; /docs shows what an instance takes.";

    private final TreeSession session;
    private final Paths paths;
    private final Cluster cluster;
    private final AddressBook book;
    private final Freshness freshness;
    private final Acceptance acceptance;
    private final BootFiles bootFiles;
    private final InstanceFinder finder;
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
            InstanceFinder finder) {
        this.session = session;
        this.paths = paths;
        this.cluster = cluster;
        this.book = book;
        this.freshness = freshness;
        this.acceptance = acceptance;
        this.bootFiles = bootFiles;
        this.finder = finder;
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
        refuseTooLarge(build);
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

    /** Refuses (422) what would leave no room in the machine's record for what it gets later. */
    private static void refuseTooLarge(BuildInstance build) {
        int bytes = Json.bytes(build).length;
        if (bytes > MAX_BYTES) {
            throw ProblemType.REFUSED.of(
                    "all that is said of the machine would be " + bytes + " bytes in its record; at most " + MAX_BYTES
                            + " are taken",
                    "Shorten user_data (control characters count sixfold), ssh_keys or labels.");
        }
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
            if (found instanceof Found.Coming coming) {
                return Answer.ok(listing.trimmed(InstanceView.pending(coming.work(), coming.build())));
            }
            return Answer.ok(listing.trimmed(view.show(found.instance()))).with("ETag", etag(found.instance()));
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
        return change(request, (instance, ids) -> {
            Optional<Map<String, String>> labels = Optional.of(patch.labels()).filter(some -> !some.isEmpty());
            return new Draft(
                    ids.inShardOf(instance.id()),
                    new Target(TYPE, instance.id(), patch.name().orElse(instance.name())),
                    new WorkRequest.UpdateInstance(patch.name(), labels));
        });
    }

    private CompletableFuture<Answer> delete(Request request) {
        return change(request, (instance, ids) -> deletion(ids, new Target(TYPE, instance.id(), instance.name())));
    }

    /** Changes the machine that is addressed, also where it is only asked for: its change goes after its build. */
    private CompletableFuture<Answer> change(Request request, BiFunction<Instance, WorkUnitIds, Draft> change) {
        return acceptance.accept(
                request,
                ids -> found(request).thenApply(found -> Optional.of(fresh(request, found, ids, change))),
                ids -> fresh(request, recorded(request), ids, change));
    }

    private static Draft fresh(
            Request request, Found found, WorkUnitIds ids, BiFunction<Instance, WorkUnitIds, Draft> change) {
        refuseStale(request, found.instance());
        return change.apply(found.instance(), ids);
    }

    private static Draft deletion(WorkUnitIds ids, Target target) {
        return new Draft(ids.inShardOf(target.id()), target, new WorkRequest.DeleteInstance());
    }

    private CompletableFuture<Found> found(Request request) {
        return finder.find(request.project(), request.part(TYPE));
    }

    private Found recorded(Request request) {
        return finder.recorded(request.project(), request.part(TYPE));
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
