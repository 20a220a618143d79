package io.quark.api.network;

import io.quark.api.http.Answer;
import io.quark.api.http.Request;
import io.quark.api.http.Route;
import io.quark.api.network.Quarantine.Asked;
import io.quark.api.qos.QosChoice;
import io.quark.api.view.Cluster;
import io.quark.api.view.ETags;
import io.quark.api.view.Entry;
import io.quark.api.view.Freshness;
import io.quark.api.view.Listing;
import io.quark.api.work.Acceptance;
import io.quark.api.work.Draft;
import io.quark.api.work.WorkUnitAnswer;
import io.quark.api.work.WorkUnitIds;
import io.quark.common.model.NetRequest.UpdateNetwork;
import io.quark.common.model.Network;
import io.quark.common.model.QosPolicy;
import io.quark.common.model.Target;
import io.quark.common.model.WorkRequest;
import io.quark.common.model.WorkRequest.CreateNetwork;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** {@code /v1/networks}. Thread safe. */
public final class NetworkRoutes {

    static final String TYPE = "network";

    private static final String HINT = "Correct these fields; /docs shows what a network takes.";

    private final Cluster cluster;
    private final AddressBook book;
    private final Freshness freshness;
    private final Acceptance acceptance;
    private final Quarantine quarantine;
    private final Clock clock;
    private final QosChoice qos;
    private final Underlay underlay;
    private final NetworkDraft draft;
    private final NetworkHolders holders;
    private final NetworkView view;

    public NetworkRoutes(
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
        this.qos = new QosChoice(cluster);
        this.underlay = new Underlay(cluster);
        this.draft = new NetworkDraft(new SubnetDraft(cluster), qos, underlay);
        this.holders = new NetworkHolders(cluster);
        this.view = new NetworkView(cluster, book);
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
                        .takes(Listing.parameters(NetworkFilter.PARAMETERS))
                        .answersPage(NetworkAnswer.class)
                        .by(this::list),
                Route.get("/v1/networks/{network}", "get_network")
                        .says("Shows a network with its usage, by id or name.")
                        .takes(Include.PARAMETER)
                        .takes(Listing.single())
                        .answers(NetworkAnswer.class, "The network.")
                        .problems(409)
                        .by(this::get),
                Route.patch("/v1/networks/{network}", "update_network")
                        .says(
                                "Changes a network; its subnets are changed by themselves. Where ports come under another QoS policy while they are on"
                                        + " hosts, qos_work_unit in the result is the job that ends when it is in force there.")
                        .body(NetworkPatch.class)
                        .changes(WorkUnitAnswer.class)
                        .problems(412)
                        .by(this::update),
                Route.delete("/v1/networks/{network}", "delete_network")
                        .says("Removes a network that has no ports.")
                        .changes(WorkUnitAnswer.class)
                        .problems(412)
                        .by(this::delete));
    }

    private CompletableFuture<Answer> create(Request request) {
        NetworkBody body = request.read(NetworkBody.class);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        NetworkDraft.check(body, now, request.faults());
        request.refuseFaults(HINT);
        quarantine.refuseBelowFloor(IntStream.range(0, body.subnets().size())
                .mapToObj(i -> new Asked(
                        "/subnets/" + i + "/reuse_after_s",
                        body.subnets().get(i).reuseAfterS()))
                .toList());
        return acceptance
                .accept(request, ids -> create(request, body, now, ids))
                .thenApply(answer -> warned(answer, body.driver()));
    }

    private Draft create(Request request, NetworkBody body, Instant now, WorkUnitIds ids) {
        String workUnit = ids.free();
        String id = ids.made(workUnit, TYPE);
        AtomicInteger count = new AtomicInteger();
        Supplier<String> subnetIds = () -> ids.made(workUnit, "subnet-" + count.incrementAndGet());
        Optional<CreateNetwork> made = draft.complete(body, id, request.project(), now, subnetIds, request.faults());
        request.refuseFaults(HINT);
        Network network = made.orElseThrow().network();
        refuseNameTaken(request, network.name());
        holders.refuseSegmentInUse(network.segment());
        return book.possible(
                request.project(), new Draft(workUnit, new Target(TYPE, id, network.name()), made.orElseThrow()));
    }

    /** A driver that nobody has yet may come with the next host: it is no fault, but worth a word (RFC 7234, 5.5). */
    private Answer warned(Answer answer, Optional<String> driver) {
        return driver.flatMap(underlay::warning)
                .map(text -> answer.with("Warning", "299 - \"" + text + "\""))
                .orElse(answer);
    }

    private void refuseNameTaken(Request request, String name) {
        Ownership.refuseNameTaken(
                TYPE,
                name,
                " in project " + request.project(),
                cluster.networks().named(request.project(), name).stream()
                        .map(holder -> holder.value().id())
                        .findFirst());
    }

    private CompletableFuture<Answer> list(Request request) {
        Include include = Include.of(request);
        include.refuseLongPages(request);
        return freshness.caughtUp().thenApply(done -> {
            NetworkFilter filter = new NetworkFilter(request);
            // Shared ones of others are asked for by walking all: networks are few beside ports.
            return Answer.ok(new Listing(request)
                    .page(
                            cluster.networks().in(Optional.empty()),
                            entry -> Optional.of(entry.value())
                                    .filter(filter::matches)
                                    .map(network -> view.show(network, include.portsInList()))));
        });
    }

    private CompletableFuture<Answer> get(Request request) {
        Include include = Include.of(request);
        return freshness.caughtUp().thenApply(done -> {
            Entry<Network> found = addressed(request);
            return Answer.ok(new Listing(request).trimmed(view.show(found.value(), include.portsOfOne())))
                    .with("ETag", ETags.of(found.node()));
        });
    }

    private CompletableFuture<Answer> update(Request request) {
        NetworkPatch patch = request.read(NetworkPatch.class);
        if (request.body().filter(body -> body.isEmpty()).isPresent()) {
            request.faults().add("", "has nothing to change");
        }
        request.refuseFaults("Give at least one of name, family, shared, mtu, qos_policy, tags.");
        return acceptance.accept(request, ids -> {
            Entry<Network> found = addressed(request);
            Network network = found.value();
            Ownership.refuseForeign(request, "network " + network.name(), network.project());
            Optional<Integer> version = ETags.expected(request, "network " + network.name(), found.node());
            draft.checkChange(patch, network, cluster.subnetsOf(network.id()), request.faults());
            Optional<QosPolicy> policy = qos.named(request.project(), patch.qosPolicy(), "", request.faults());
            request.refuseFaults(HINT);
            policy.ifPresent(chosen -> qos.refuseUnsupported(chosen, network));
            (request.gives("qos_policy") ? policy : qos.of(network))
                    .ifPresent(chosen ->
                            qos.refuseSmallBurst(chosen, "", patch.mtu().orElse(network.mtu())));
            patch.name().filter(name -> !name.equals(network.name())).ifPresent(name -> refuseNameTaken(request, name));
            patch.shared()
                    .filter(shared -> !shared && network.shared())
                    .ifPresent(shared -> holders.refuseForeignPorts(network));
            return book.possible(
                    request.project(),
                    new Draft(
                            ids.inShardOf(network.id()),
                            new Target(TYPE, network.id(), patch.name().orElse(network.name())),
                            new UpdateNetwork(
                                    patch.name(),
                                    patch.family(),
                                    patch.shared(),
                                    patch.mtu(),
                                    QosChoice.change(request.gives("qos_policy"), policy),
                                    request.given("tags", patch.tags()),
                                    version)));
        });
    }

    private CompletableFuture<Answer> delete(Request request) {
        return acceptance.accept(request, ids -> {
            Entry<Network> found = addressed(request);
            Network network = found.value();
            Ownership.refuseForeign(request, "network " + network.name(), network.project());
            ETags.expected(request, "network " + network.name(), found.node());
            holders.refuseInUse(network);
            return book.possible(
                    request.project(),
                    new Draft(
                            ids.inShardOf(network.id()),
                            new Target(TYPE, network.id(), network.name()),
                            new WorkRequest.DeleteNetwork()));
        });
    }

    private Entry<Network> addressed(Request request) {
        return cluster.findNetwork().addressed(request.project(), request.part(TYPE));
    }
}
