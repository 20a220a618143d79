package io.quark.api.network;

import io.quark.api.bind.Faults;
import io.quark.api.bind.Field;
import io.quark.api.http.Answer;
import io.quark.api.http.ProblemType;
import io.quark.api.http.Request;
import io.quark.api.http.Route;
import io.quark.api.network.SubnetBody.RouteBody;
import io.quark.api.view.Cluster;
import io.quark.api.view.Freshness;
import io.quark.api.view.Listing;
import io.quark.api.work.Acceptance;
import io.quark.api.work.Draft;
import io.quark.api.work.WorkUnitAnswer;
import io.quark.common.id.Ids;
import io.quark.common.model.NetRequest.AddRoute;
import io.quark.common.model.NetRequest.RemoveRoute;
import io.quark.common.model.Network;
import io.quark.common.model.Subnet;
import io.quark.common.model.Target;
import io.quark.net.model.Cidr;
import io.quark.net.model.Ip;
import io.quark.net.model.SubnetRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** {@code /v1/networks/{network}/routes}: the routes that guests get, one by one. Thread safe. */
public final class GuestRouteRoutes {

    private static final String COLLECTION = "/v1/networks/{network}/routes";
    private static final String HINT =
            "A route leads to a CIDR by a neighbour, which is an address of one of the network's subnets.";

    private final Cluster cluster;
    private final AddressBook book;
    private final Freshness freshness;
    private final Acceptance acceptance;
    private final SubnetDraft draft;

    public GuestRouteRoutes(Cluster cluster, AddressBook book, Freshness freshness, Acceptance acceptance) {
        this.cluster = cluster;
        this.book = book;
        this.freshness = freshness;
        this.acceptance = acceptance;
        this.draft = new SubnetDraft(cluster);
    }

    /** A route as clients see it. */
    public record GuestRouteAnswer(
            @Field(required = true, says = "Its id; it follows from subnet and destination.")
            String id,

            @Field(required = true, says = "Id of the subnet that holds the next hop.")
            String subnet,

            @Field(required = true, says = "Where to.") String destination,

            @Field(required = true, says = "By which neighbour.")
            String nextHop) {

        static GuestRouteAnswer of(Subnet subnet, Subnet.Route route) {
            return new GuestRouteAnswer(
                    Ids.derived(subnet.id(), route.destination()), subnet.id(), route.destination(), route.nextHop());
        }
    }

    /** All of them. */
    public List<Route> routes() {
        return List.of(
                Route.get(COLLECTION, "list_routes")
                        .says("Lists the routes of all subnets of a network.")
                        .takes(Listing.parameters())
                        .answersPage(GuestRouteAnswer.class)
                        .problems(409)
                        .by(this::list),
                Route.post(COLLECTION, "add_route")
                        .says("Adds a route to the subnet that holds the next hop.")
                        .body(RouteBody.class)
                        .changes(WorkUnitAnswer.class)
                        .by(this::add),
                Route.delete(COLLECTION + "/{route}", "remove_route")
                        .says("Removes a route.")
                        .changes(WorkUnitAnswer.class)
                        .by(this::remove));
    }

    private CompletableFuture<Answer> list(Request request) {
        return freshness
                .caughtUp()
                .thenApply(done -> Answer.ok(new Listing(request).page(all(network(request)), Optional::of)));
    }

    /** By subnet and destination. */
    private NavigableMap<String, GuestRouteAnswer> all(Network network) {
        TreeMap<String, GuestRouteAnswer> all = new TreeMap<>();
        for (Subnet subnet : cluster.subnetsOf(network.id())) {
            subnet.routes()
                    .forEach(route ->
                            all.put(subnet.id() + "/" + route.destination(), GuestRouteAnswer.of(subnet, route)));
        }
        return all;
    }

    private CompletableFuture<Answer> add(Request request) {
        RouteBody body = request.read(RouteBody.class);
        Optional<Cidr> destination = body.destination().flatMap(text -> {
            Cidr.parse(text).faults().forEach(fault -> request.faults().add("/destination", fault.detail()));
            return Cidr.parse(text).good();
        });
        Optional<Ip> nextHop = body.nextHop().flatMap(text -> {
            Ip.parse(text).faults().forEach(fault -> request.faults().add("/next_hop", fault.detail()));
            return Ip.parse(text).good();
        });
        request.refuseFaults(HINT);
        Subnet.Route route = new Subnet.Route(
                destination.orElseThrow().text(), nextHop.orElseThrow().text());
        return acceptance.accept(request, ids -> {
            Network network = network(request);
            Ownership.refuseForeign(request, "network " + network.name(), network.project());
            Subnet subnet = holderOf(nextHop.orElseThrow(), network, request);
            refuseSecond(subnet, route);
            judge(network, subnet, route, request.faults());
            request.refuseFaults(HINT);
            return book.possible(
                    request.project(),
                    new Draft(
                            ids.inShardOf(network.id()),
                            new Target(NetworkRoutes.TYPE, network.id(), network.name()),
                            new AddRoute(route)));
        });
    }

    private Subnet holderOf(Ip nextHop, Network network, Request request) {
        List<Subnet> subnets = cluster.subnetsOf(network.id());
        Optional<Subnet> holder = subnets.stream()
                .filter(subnet -> Cidr.of(subnet.cidr()).contains(nextHop))
                .findFirst();
        if (holder.isEmpty()) {
            request.faults()
                    .add(
                            "/next_hop",
                            nextHop + " is in no subnet of the network; it has "
                                    + subnets.stream().map(Subnet::cidr).toList());
        }
        request.refuseFaults(HINT);
        return holder.orElseThrow();
    }

    private static void refuseSecond(Subnet subnet, Subnet.Route route) {
        subnet.routes().stream()
                .filter(other -> other.destination().equals(route.destination()))
                .findFirst()
                .ifPresent(other -> {
                    throw ProblemType.CONFLICT.of(
                            "the subnet " + subnet.name() + " has a route to " + other.destination() + " already, by "
                                    + other.nextHop(),
                            "Remove that route first.");
                });
    }

    private void judge(Network network, Subnet subnet, Subnet.Route route, Faults faults) {
        SubnetRequest was = SubnetDraft.request(subnet);
        List<Subnet.Route> routes = new ArrayList<>(subnet.routes());
        routes.add(route);
        Faults found = new Faults();
        draft.changed(
                network,
                subnet,
                new SubnetRequest(
                        was.name(),
                        was.cidr(),
                        was.gateway(),
                        was.pools(),
                        routes,
                        was.dns(),
                        was.domain(),
                        was.ipPolicy(),
                        was.reuseAfterS(),
                        was.tags()),
                found);
        // What is said of a place in the subnet's list of routes is said of the route itself.
        found.found()
                .forEach(fault -> faults.add(fault.pointer().replaceFirst("^/routes(/[0-9]+)?", ""), fault.detail()));
    }

    private CompletableFuture<Answer> remove(Request request) {
        return acceptance.accept(request, ids -> {
            Network network = network(request);
            Ownership.refuseForeign(request, "network " + network.name(), network.project());
            GuestRouteAnswer route = all(network).entrySet().stream()
                    .map(Map.Entry::getValue)
                    .filter(one -> one.id().equals(Ids.canonical(request.part("route"))))
                    .findFirst()
                    .orElseThrow(() -> ProblemType.NOT_FOUND.of(
                            "no route of the network " + network.name() + " has the id " + request.part("route"),
                            "GET /v1/networks/" + network.id() + "/routes lists them."));
            return book.possible(
                    request.project(),
                    new Draft(
                            ids.inShardOf(network.id()),
                            new Target(NetworkRoutes.TYPE, network.id(), network.name()),
                            new RemoveRoute(new Subnet.Route(route.destination(), route.nextHop()))));
        });
    }

    private Network network(Request request) {
        return cluster.findNetwork()
                .addressed(request.project(), request.part("network"))
                .value();
    }
}
