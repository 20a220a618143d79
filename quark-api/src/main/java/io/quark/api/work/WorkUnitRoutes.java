package io.quark.api.work;

import io.quark.api.event.EventStreams;
import io.quark.api.http.Answer;
import io.quark.api.http.Parameter;
import io.quark.api.http.ProblemException;
import io.quark.api.http.ProblemType;
import io.quark.api.http.Request;
import io.quark.api.http.Route;
import io.quark.api.view.Cluster;
import io.quark.api.view.Listing;
import io.quark.common.id.Ids;
import io.quark.common.model.WorkUnit;
import io.quark.common.tree.TreeSession;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** {@code /v1/work-units}, and the history of an instance. Thread safe. */
public final class WorkUnitRoutes {

    private static final Parameter[] FILTERS = {
        Parameter.text("state", "Only those in this state."),
        Parameter.text("kind", "Only those of this kind."),
        Parameter.text("project", "Those of this project instead of the header's; *: of all projects."),
        Parameter.text("target", "Only those about the thing of this id or name."),
        Parameter.text("parent", "Only the parts of this group.")
    };

    private final TreeSession session;
    private final Cluster cluster;
    private final WorkUnitReader reader;
    private final WorkUnitWaits waits;
    private final WorkUnitList list;
    private final Cancellation cancellation;
    private final WorkUnitStreams progress;
    private final EventStreams streams;
    private final HostVerdict verdict;

    /** Their parts. */
    public WorkUnitRoutes(
            TreeSession session,
            Cluster cluster,
            WorkUnitReader reader,
            WorkUnitWaits waits,
            WorkUnitList list,
            Cancellation cancellation,
            WorkUnitStreams progress,
            EventStreams streams) {
        this.session = session;
        this.cluster = cluster;
        this.reader = reader;
        this.waits = waits;
        this.list = list;
        this.cancellation = cancellation;
        this.progress = progress;
        this.streams = streams;
        this.verdict = new HostVerdict(cluster);
    }

    /** All of them. */
    public List<Route> routes() {
        return List.of(
                Route.get("/v1/work-units", "list_work_units")
                        .says("Lists work units, newest first. Ended ones are kept for their retention; of more than "
                                + WorkUnitList.MAX_READ + " the rest is left out.")
                        .takes(Listing.parameters(FILTERS))
                        .answersPage(WorkUnitAnswer.class)
                        .by(this::list),
                Route.get("/v1/work-units/{work_unit}", "get_work_unit")
                        .says("Shows a work unit, with the steps that its compute has made so far.")
                        .takes(Parameter.number(
                                "wait", 0, Request.MAX_WAIT_SECONDS, "Seconds to wait for its end before answering."))
                        .takes(Listing.single())
                        .answers(WorkUnitAnswer.class, "The work unit.")
                        .by(this::get),
                Route.get("/v1/work-units/{work_unit}/events", "watch_work_unit")
                        .says(
                                "Server-sent events: the work unit each time that something of it has changed, until it ends.")
                        .answers("text/event-stream", WorkUnitAnswer.class, "Events of type work_unit.")
                        .by(this::watch),
                Route.get("/v1/work-units/{work_unit}/explain", "explain_work_unit")
                        .says("Tells why this host: for each filter how many it removed.")
                        .takes(Parameter.text("compute", "A host to say more of."))
                        .answers(ExplanationAnswer.class, "The explanation.")
                        .by(this::explain),
                Route.post("/v1/work-units/{work_unit}/cancel", "cancel_work_unit")
                        .says("Asks for a work unit to be cancelled; answers that work unit.")
                        .changes(WorkUnitAnswer.class)
                        .by(this::cancel),
                Route.get("/v1/instances/{instance}/history", "get_instance_history")
                        .says("Lists the work units of a machine, newest first; by id also those of one that is gone.")
                        .takes(Listing.parameters(FILTERS[0], FILTERS[1]))
                        .answersPage(WorkUnitAnswer.class)
                        .by(this::history));
    }

    static ProblemException missing(String id) {
        return ProblemType.NOT_FOUND.of(
                "there is no work unit " + id,
                "Ended work units are kept for a while only; GET /v1/work-units lists those there are.");
    }

    private static String id(Request request) {
        String id = Ids.canonical(request.part("work_unit"));
        if (!Ids.isId(id)) {
            throw missing(request.part("work_unit"));
        }
        return id;
    }

    private CompletableFuture<Answer> get(Request request) {
        String id = id(request);
        int wait = request.number("wait").map(Long::intValue).orElse(0);
        return waits.await(id, wait)
                .thenCompose(found -> found.isPresent() ? CompletableFuture.completedFuture(found) : again(id, wait))
                .thenCompose(found -> {
                    WorkUnit work = found.orElseThrow(() -> missing(id));
                    return reader.answer(work).thenApply(shown -> {
                        Answer answer = Answer.ok(new Listing(request).trimmed(shown));
                        return work.isTerminal() ? answer : answer.with("Retry-After", "1");
                    });
                });
    }

    /** Another api may have accepted it just now, and the server that we read from may be a moment behind. */
    private CompletableFuture<Optional<WorkUnit>> again(String id, int wait) {
        return session.sync().thenCompose(synced -> waits.await(id, wait));
    }

    private CompletableFuture<Answer> watch(Request request) {
        String id = id(request);
        return reader.read(id)
                .thenApply(found -> found.map(work -> streams.open(stream -> progress.follow(id, stream)))
                        .orElseThrow(() -> missing(id)));
    }

    private CompletableFuture<Answer> explain(Request request) {
        String id = id(request);
        return reader.read(id).thenApply(found -> {
            WorkUnit work = found.orElseThrow(() -> missing(id));
            return Answer.ok(ExplanationAnswer.of(work, request.query("compute").map(host -> verdict.of(work, host))));
        });
    }

    private CompletableFuture<Answer> cancel(Request request) {
        String id = id(request);
        int wait = request.preferredWaitSeconds();
        return cancellation
                .cancel(id)
                .thenCompose(work -> waits.await(id, wait))
                .thenCompose(found -> {
                    WorkUnit work = found.orElseThrow(() -> missing(id));
                    boolean ended = work.isTerminal() && wait > 0;
                    return reader.answer(work).thenApply(shown -> {
                        Answer answer = Answer.json(ended ? 200 : 202, shown).with("Location", "/v1/work-units/" + id);
                        return ended ? answer : answer.with("Retry-After", "1");
                    });
                });
    }

    private CompletableFuture<Answer> list(Request request) {
        Optional<String> project = request.query("project")
                .or(() -> Optional.of(request.project()))
                .filter(name -> !name.equals("*"));
        Optional<String> target = request.query("target");
        CompletableFuture<List<WorkUnit>> units =
                target.filter(Ids::isId).map(list::inShardOf).orElseGet(list::all);
        return units.thenCompose(found -> page(
                request,
                found.stream()
                        .filter(work -> project.map(work.project()::equals).orElse(true))
                        .filter(work -> request.query("parent")
                                .map(group ->
                                        work.parent().filter(group::equals).isPresent())
                                .orElse(true))
                        .filter(work -> target.map(
                                        text -> text.equals(work.target().id())
                                                || text.equals(work.target().name()))
                                .orElse(true))
                        .toList()));
    }

    private CompletableFuture<Answer> history(Request request) {
        String text = request.part("instance");
        String id = Ids.isId(Ids.canonical(text))
                ? Ids.canonical(text) // it may be gone
                : cluster.findInstance()
                        .addressed(request.project(), text)
                        .value()
                        .id();
        return list.inShardOf(id)
                .thenCompose(found -> page(
                        request,
                        found.stream()
                                .filter(work -> work.target().id().equals(id))
                                .toList()));
    }

    private CompletableFuture<Answer> page(Request request, List<WorkUnit> units) {
        NavigableMap<String, WorkUnit> newestFirst = new TreeMap<>(Comparator.reverseOrder());
        for (WorkUnit work : units) {
            boolean wanted =
                    request.query("state").map(work.state().text()::equals).orElse(true)
                            && request.query("kind").map(work.kind()::equals).orElse(true);
            if (wanted) {
                newestFirst.put(
                        String.format(Locale.ROOT, "%015d", work.createdAt().toEpochMilli()) + "/" + work.id(), work);
            }
        }
        return reader.answers(List.copyOf(newestFirst.values()))
                .thenApply(answers ->
                        Answer.ok(new Listing(request).page(newestFirst, work -> Optional.of(answers.apply(work)))));
    }
}
