package io.quark.api.network;

import io.quark.api.http.Answer;
import io.quark.api.http.Parameter;
import io.quark.api.http.Request;
import io.quark.api.http.Route;
import io.quark.api.network.Quarantine.Asked;
import io.quark.api.view.Cluster;
import io.quark.api.view.ETags;
import io.quark.api.view.Entry;
import io.quark.api.view.Freshness;
import io.quark.api.view.Listing;
import io.quark.api.view.Lookup;
import io.quark.api.work.Acceptance;
import io.quark.api.work.Draft;
import io.quark.api.work.WorkUnitAnswer;
import io.quark.api.work.WorkUnitIds;
import io.quark.common.model.NetRequest.CreateSubnet;
import io.quark.common.model.NetRequest.DeleteSubnet;
import io.quark.common.model.Network;
import io.quark.common.model.Subnet;
import io.quark.common.model.Target;
import io.quark.net.model.Cidr;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** {@code /v1/networks/{network}/subnets} and {@code /v1/subnets}. Thread safe. */
public final class SubnetRoutes {

    private static final String TYPE = "subnet";
    private static final String COLLECTION = "/v1/networks/{network}/subnets";
    private static final String SINGLE = COLLECTION + "/{subnet}";
    private static final String HINT = "Correct these fields; /docs shows what a subnet takes.";

    private final Cluster cluster;
    private final AddressBook book;
    private final Freshness freshness;
    private final Acceptance acceptance;
    private final Quarantine quarantine;
    private final Clock clock;
    private final SubnetDraft draft;
    private final NetworkHolders holders;
    private final NetworkView view;

    public SubnetRoutes(
            Cluster cluster,
            AddressBook book,
            Freshness freshness,
            Acceptance acceptance,
            Quarantine quarantine,
            Clock clock) {
        this.cluster = cluster;
        this.book = book;
        this.freshness = freshness;
        this.acceptance = acceptance;
        this.quarantine = quarantine;
        this.clock = clock;
        this.draft = new SubnetDraft(cluster);
        this.holders = new NetworkHolders(cluster);
        this.view = new NetworkView(cluster, book);
    }

    /** All of them. */
    public List<Route> routes() {
        return List.of(
                Route.get("/v1/subnets", "list_subnets")
                        .says("Lists the subnets of all networks that the project may use.")
                        .takes(Listing.parameters(
                                Parameter.text("network", "Only those of this network, by name or id."),
                                Parameter.text("cidr", "Only those of these addresses."),
                                Parameter.text("name", "Only those of this name."),
                                Parameter.text("ip_policy", "Only those that this IP policy is bound to, by id."),
                                Tags.PARAMETER,
                                Parameter.text(
                                        "project",
                                        "Those of this project's networks instead of the header's; *: of all.")))
                        .answersPage(SubnetAnswer.class)
                        .by(this::list),
                Route.get(COLLECTION, "list_network_subnets")
                        .says("Lists the subnets of a network.")
                        .takes(Listing.parameters())
                        .answersPage(SubnetAnswer.class)
                        .problems(409)
                        .by(this::listOfNetwork),
                Route.post(COLLECTION, "create_subnet")
                        .says("Adds a subnet to a network.")
                        .body(SubnetBody.class)
                        .changes(WorkUnitAnswer.class)
                        .by(this::create),
                Route.get(SINGLE, "get_subnet")
                        .says("Shows a subnet with its usage, by id or name.")
                        .takes(Listing.single())
                        .answers(SubnetAnswer.class, "The subnet.")
                        .problems(409)
                        .by(this::get),
                Route.patch(SINGLE, "update_subnet")
                        .says(
                                "Changes a subnet, also while addresses are in use: refused where one of them would be stranded.")
                        .body(SubnetPatch.class)
                        .changes(WorkUnitAnswer.class)
                        .problems(412)
                        .by(this::update),
                Route.delete(SINGLE, "delete_subnet")
                        .says("Removes a subnet of which no address is in use.")
                        .changes(WorkUnitAnswer.class)
                        .problems(412)
                        .by(this::delete));
    }

    private CompletableFuture<Answer> list(Request request) {
        return freshness.caughtUp().thenApply(done -> {
            Predicate<Subnet> wanted = wanted(request);
            Optional<String> network = request.query("network").map(text -> networkId(request, text));
            return Answer.ok(new Listing(request)
                    .page(
                            cluster.subnets().in(network),
                            entry -> Optional.of(entry.value()).filter(wanted).map(view::show)));
        });
    }

    private Predicate<Subnet> wanted(Request request) {
        String project = request.query("project").orElse(request.project());
        Set<String> visible = cluster.visibleNetworks(project).collect(Collectors.toSet());
        Optional<String> cidr = request.query("cidr")
                .map(text -> Cidr.parse(text).good().map(Cidr::text).orElse(text));
        return subnet -> (project.equals("*") || visible.contains(subnet.network()))
                && cidr.map(subnet.cidr()::equals).orElse(true)
                && request.query("name").map(subnet.name()::equals).orElse(true)
                && request.query("ip_policy")
                        .map(id -> subnet.ipPolicy().filter(id::equals).isPresent())
                        .orElse(true)
                && Tags.match(request, subnet.tags());
    }

    private String networkId(Request request, String text) {
        return cluster.findNetwork().find(request.project(), text) instanceof Lookup.Found.One<Network> one
                ? one.entry().value().id()
                : text; // a network that is not there has no subnets
    }

    private CompletableFuture<Answer> listOfNetwork(Request request) {
        return freshness
                .caughtUp()
                .thenApply(done -> Answer.ok(new Listing(request)
                        .page(
                                cluster.subnets()
                                        .in(Optional.of(network(request).id())),
                                entry -> Optional.of(view.show(entry.value())))));
    }

    private CompletableFuture<Answer> create(Request request) {
        SubnetBody body = request.read(SubnetBody.class);
        request.refuseFaults(HINT);
        quarantine.refuseBelowFloor(new Asked("/reuse_after_s", body.reuseAfterS()));
        return acceptance.accept(request, ids -> create(request, body, ids));
    }

    private Draft create(Request request, SubnetBody body, WorkUnitIds ids) {
        Network network = network(request);
        Ownership.refuseForeign(request, "network " + network.name(), network.project());
        String workUnit = ids.inShardOf(network.id());
        String id = ids.made(workUnit, TYPE);
        Optional<Subnet> made = draft.added(
                network,
                SubnetDraft.request(body, Optional.of(draft.freeName(network))),
                id,
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                request.faults());
        Optional<String> policy = draft.policy(request.project(), body.ipPolicy(), "/ip_policy", request.faults());
        request.refuseFaults(HINT);
        Subnet subnet = SubnetDraft.withPolicy(made.orElseThrow(), policy);
        refuseNameTaken(network, subnet.name());
        return book.possible(
                request.project(), new Draft(workUnit, new Target(TYPE, id, subnet.name()), new CreateSubnet(subnet)));
    }

    private void refuseNameTaken(Network network, String name) {
        Ownership.refuseNameTaken(
                TYPE,
                name,
                " in the network " + network.name(),
                cluster.subnets().named(network.id(), name).stream()
                        .map(holder -> holder.value().id())
                        .findFirst());
    }

    private CompletableFuture<Answer> get(Request request) {
        return freshness.caughtUp().thenApply(done -> {
            Entry<Subnet> found = addressed(network(request), request);
            return Answer.ok(new Listing(request).trimmed(view.show(found.value())))
                    .with("ETag", ETags.of(found.node()));
        });
    }

    private CompletableFuture<Answer> update(Request request) {
        SubnetPatch patch = request.read(SubnetPatch.class);
        SubnetChange change = SubnetChange.of(patch, request);
        if (change.isEmpty() && request.faults().isEmpty()) {
            request.faults().add("", "has nothing to change");
        }
        request.refuseFaults(HINT);
        quarantine.refuseBelowFloor(new Asked("/reuse_after_s", patch.reuseAfterS()));
        return acceptance.accept(request, ids -> {
            Network network = network(request);
            Ownership.refuseForeign(request, "network " + network.name(), network.project());
            Entry<Subnet> found = addressed(network, request);
            Subnet subnet = found.value();
            Optional<Integer> version = ETags.expected(request, "subnet " + subnet.name(), found.node());
            Optional<Subnet> changed = draft.changed(network, subnet, change.over(subnet), request.faults());
            Optional<String> policy =
                    draft.policy(request.project(), change.ipPolicy(), "/ip_policy", request.faults());
            request.refuseFaults(HINT);
            change.name().filter(name -> !name.equals(subnet.name())).ifPresent(name -> refuseNameTaken(network, name));
            holders.refuseTakenGateway(subnet, changed.orElseThrow().gateway());
            return book.possible(
                    request.project(),
                    new Draft(
                            ids.inShardOf(network.id()),
                            new Target(TYPE, subnet.id(), change.name().orElse(subnet.name())),
                            change.asked(changed.orElseThrow(), policy, version)));
        });
    }

    private CompletableFuture<Answer> delete(Request request) {
        return acceptance.accept(request, ids -> {
            Network network = network(request);
            Ownership.refuseForeign(request, "network " + network.name(), network.project());
            Entry<Subnet> found = addressed(network, request);
            Subnet subnet = found.value();
            ETags.expected(request, "subnet " + subnet.name(), found.node());
            holders.refuseInUse(subnet);
            return book.possible(
                    request.project(),
                    new Draft(
                            ids.inShardOf(network.id()),
                            new Target(TYPE, subnet.id(), subnet.name()),
                            new DeleteSubnet(network.id())));
        });
    }

    private Network network(Request request) {
        return cluster.findNetwork()
                .addressed(request.project(), request.part("network"))
                .value();
    }

    private Entry<Subnet> addressed(Network network, Request request) {
        return cluster.findSubnet(network).addressed(request.project(), request.part(TYPE));
    }
}
