package io.quark.api.network;

import io.quark.api.http.Answer;
import io.quark.api.http.Parameter;
import io.quark.api.http.ProblemType;
import io.quark.api.http.Request;
import io.quark.api.http.Route;
import io.quark.api.http.Unsupported;
import io.quark.api.view.Cluster;
import io.quark.api.view.Entry;
import io.quark.api.view.Freshness;
import io.quark.api.view.Listing;
import io.quark.api.work.Acceptance;
import io.quark.api.work.Draft;
import io.quark.api.work.WorkUnitAnswer;
import io.quark.api.work.WorkUnitIds;
import io.quark.common.id.Ids;
import io.quark.common.model.Network;
import io.quark.common.model.Port;
import io.quark.common.model.Target;
import io.quark.common.model.WorkRequest;
import io.quark.common.model.WorkRequest.CreateNetwork;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** {@code /v1/networks}. Thread safe. */
public final class NetworkRoutes {

    private static final String TYPE = "network";
    private static final int NAMED_IN_CONFLICT = 5;

    private final Cluster cluster;
    private final AddressBook book;
    private final Freshness freshness;
    private final Acceptance acceptance;
    private final Clock clock;

    public NetworkRoutes(Cluster cluster, AddressBook book, Freshness freshness, Acceptance acceptance, Clock clock) {
        this.cluster = cluster;
        this.book = book;
        this.freshness = freshness;
        this.acceptance = acceptance;
        this.clock = clock;
    }

    /** All of them. */
    public List<Route> routes() {
        return List.of(
                Route.post("/v1/networks", "create_network")
                        .says("Makes a network with all of its subnets, or nothing.")
                        .body(NetworkBody.class)
                        .changes(WorkUnitAnswer.class)
                        .by(this::create),
                Route.get("/v1/networks", "list_networks")
                        .says("Lists networks with their usage; those that other projects share are among them.")
                        .takes(Listing.parameters(
                                Parameter.text("name", "Only those of this name."),
                                Parameter.text(
                                        "project",
                                        "Those of this project instead of the header's; *: of all projects.")))
                        .answersPage(NetworkAnswer.class)
                        .by(this::list),
                Route.get("/v1/networks/{network}", "get_network")
                        .says("Shows a network with its usage, by id or name.")
                        .takes(Listing.single())
                        .answers(NetworkAnswer.class, "The network.")
                        .problems(409)
                        .by(this::get),
                Route.delete("/v1/networks/{network}", "delete_network")
                        .says("Removes a network that has no ports.")
                        .changes(WorkUnitAnswer.class)
                        .by(this::delete));
    }

    private CompletableFuture<Answer> create(Request request) {
        NetworkBody body = request.read(NetworkBody.class);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        NetworkDraft.complete(body, Ids.fresh(), request.project(), now, Ids::fresh, request.faults());
        request.refuseFaults("Correct these fields; /docs shows what a network takes.");
        Unsupported unsupported = new Unsupported();
        unsupported.given("/qos_policy", body.qosPolicy());
        for (int i = 0; i < body.subnets().size(); i++) {
            unsupported.given(
                    "/subnets/" + i + "/ip_policy", body.subnets().get(i).ipPolicy());
        }
        unsupported.refuse();
        return acceptance.accept(request, ids -> create(request, body, now, ids));
    }

    private Draft create(Request request, NetworkBody body, Instant now, WorkUnitIds ids) {
        String workUnit = ids.free();
        String id = ids.made(workUnit, TYPE);
        AtomicInteger count = new AtomicInteger();
        Supplier<String> subnetIds = () -> ids.made(workUnit, "subnet-" + count.incrementAndGet());
        CreateNetwork made = NetworkDraft.complete(body, id, request.project(), now, subnetIds, request.faults())
                .orElseThrow();
        cluster.networks().named(request.project(), made.network().name()).stream()
                .findFirst()
                .ifPresent(holder -> {
                    throw ProblemType.CONFLICT.of(
                            "the network " + holder.value().id() + " bears the name "
                                    + made.network().name() + " in project " + request.project(),
                            "Choose another name, or delete that network first.");
                });
        return new Draft(workUnit, new Target(TYPE, id, made.network().name()), made);
    }

    private CompletableFuture<Answer> list(Request request) {
        return freshness.caughtUp().thenApply(done -> {
            Optional<String> given = request.query("project");
            boolean everyProject = given.isPresent() && given.orElseThrow().equals("*");
            String project = given.orElse(request.project());
            // Shared ones of others are asked for by walking all: networks are few beside ports.
            return Answer.ok(new Listing(request)
                    .page(
                            cluster.networks().in(Optional.empty()),
                            entry -> Optional.of(entry.value())
                                    .filter(network -> everyProject
                                            || network.project().equals(project)
                                            || (network.shared() && given.isEmpty()))
                                    .filter(network -> request.query("name")
                                            .map(network.name()::equals)
                                            .orElse(true))
                                    .map(this::show)));
        });
    }

    private CompletableFuture<Answer> get(Request request) {
        return freshness.caughtUp().thenApply(done -> {
            Entry<Network> found = addressed(request);
            return Answer.ok(new Listing(request).trimmed(show(found.value())))
                    .with("ETag", "\"" + found.node().version() + "\"");
        });
    }

    private CompletableFuture<Answer> delete(Request request) {
        return acceptance.accept(request, ids -> {
            Network network = addressed(request).value();
            if (!network.project().equals(request.project())) {
                throw ProblemType.CONFLICT.of(
                        "the network " + network.name() + " belongs to project " + network.project(),
                        "Only its own project may remove it; the header Quark-Project names the project.");
            }
            refuseInUse(network);
            return new Draft(
                    ids.inShardOf(network.id()),
                    new Target(TYPE, network.id(), network.name()),
                    new WorkRequest.DeleteNetwork());
        });
    }

    private void refuseInUse(Network network) {
        Collection<Entry<Port>> ports = cluster.portsOf(network.id());
        if (!ports.isEmpty()) {
            String holders = ports.stream()
                    .limit(NAMED_IN_CONFLICT)
                    .map(entry -> entry.value()
                            .device()
                            .map(device -> device.type() + " " + device.id())
                            .orElse("nothing"))
                    .distinct()
                    .collect(Collectors.joining(", "));
            throw ProblemType.CONFLICT.of(
                    "the network " + network.name() + " has ports: of " + holders
                            + (ports.size() > NAMED_IN_CONFLICT ? ", ..." : ""),
                    "Delete what is on it first; GET /v1/ports?network=" + network.id() + " lists the ports.");
        }
    }

    private NetworkAnswer show(Network network) {
        return NetworkAnswer.of(
                network,
                cluster.subnetsOf(network.id()),
                cluster.portsOf(network.id()).size(),
                book.usage(network.id()));
    }

    private Entry<Network> addressed(Request request) {
        return cluster.findNetwork().addressed(request.project(), request.part(TYPE));
    }
}
