package io.quark.api.tree;

import io.quark.api.event.EventStreams;
import io.quark.api.http.Answer;
import io.quark.api.http.Parameter;
import io.quark.api.http.ProblemType;
import io.quark.api.http.Request;
import io.quark.api.http.Route;
import io.quark.common.tree.FollowableSession;
import io.quark.common.tree.Paths;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/** {@code /v1/tree}. Thread safe. */
public final class TreeRoutes {

    private static final int MAX_DEPTH = 16;
    private static final long DEFAULT_DEPTH = 3;
    private static final Pattern PATH = Pattern.compile("/|(/[A-Za-z0-9:._@-]{1,255}){1,16}");
    private static final Parameter WHERE =
            Parameter.text("path", "Where to begin, below Quark's root; / unless given.");

    private final FollowableSession session;
    private final Paths paths;
    private final EventStreams streams;
    private final TreeReader reader;

    public TreeRoutes(FollowableSession session, Paths paths, EventStreams streams) {
        this.session = session;
        this.paths = paths;
        this.streams = streams;
        this.reader = new TreeReader(session, paths);
    }

    /** All of them. */
    public List<Route> routes() {
        return List.of(
                Route.get("/v1/tree", "get_tree")
                        .says("Shows a part of the ZooKeeper tree, payloads unfolded; at most " + TreeReader.MAX_NODES
                                + " nodes, and " + TreeReader.MAX_CHILDREN + " children of one.")
                        .takes(
                                WHERE,
                                Parameter.number(
                                        "depth", 0, MAX_DEPTH, "Levels below; " + DEFAULT_DEPTH + " unless given."))
                        .answers(TreeNodeAnswer.class, "The node, and what is below it.")
                        .problems(404)
                        .by(this::read),
                Route.get("/v1/tree/events", "watch_tree")
                        .says("Server-sent events: each change below a path.")
                        .takes(WHERE)
                        .answers(
                                "text/event-stream",
                                TreeChange.class,
                                "Events of type change; gap, resumed: something may have been missed.")
                        .by(this::watch));
    }

    private CompletableFuture<Answer> read(Request request) {
        String path = path(request);
        int depth = request.number("depth").orElse(DEFAULT_DEPTH).intValue();
        // Read your writes: what another api wrote is to be seen here.
        return session.sync()
                .thenCompose(synced -> reader.read(path, depth))
                .thenApply(found -> found.map(Answer::ok)
                        .orElseThrow(() -> ProblemType.NOT_FOUND.of(
                                "there is no node " + path, "GET /v1/tree?path=/&depth=1 shows where it begins.")));
    }

    private CompletableFuture<Answer> watch(Request request) {
        String path = path(request);
        String root = path.equals("/") ? paths.root() : paths.root() + path;
        return streams.open(stream -> new TreeWatch(session, paths, root, stream).begin())
                .now();
    }

    private static String path(Request request) {
        String given = request.query("path").orElse("/");
        String path = given.length() > 1 && given.endsWith("/") ? given.substring(0, given.length() - 1) : given;
        boolean dots = List.of(path.split("/", -1)).stream().anyMatch(part -> part.equals(".") || part.equals(".."));
        if (dots || !PATH.matcher(path).matches()) {
            request.faults()
                    .add("path", "must begin with a slash and have names with slashes between, e.g. /computes/c1");
        }
        request.refuseFaults("Correct the parameter.");
        return path;
    }
}
