package io.quark.api.port;

import io.quark.api.http.Answer;
import io.quark.api.http.Parameter;
import io.quark.api.http.ProblemType;
import io.quark.api.http.Request;
import io.quark.api.http.Route;
import io.quark.api.network.AddressBook;
import io.quark.api.network.Ownership;
import io.quark.api.port.PortBody.AddressSpecBody;
import io.quark.api.view.Cluster;
import io.quark.api.view.ETags;
import io.quark.api.view.Entry;
import io.quark.api.view.Freshness;
import io.quark.api.view.Listing;
import io.quark.api.work.Acceptance;
import io.quark.api.work.Draft;
import io.quark.api.work.WorkUnitAnswer;
import io.quark.api.work.WorkUnitIds;
import io.quark.common.id.Ids;
import io.quark.common.model.Claim;
import io.quark.common.model.NetRequest.AddressSpec;
import io.quark.common.model.NetRequest.CreateAddress;
import io.quark.common.model.NetRequest.DeleteAddress;
import io.quark.common.model.NetRequest.UpdateAddress;
import io.quark.common.model.Network;
import io.quark.common.model.Target;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** {@code /v1/addresses}. Thread safe. */
public final class AddressRoutes {

    private static final String TYPE = "address";
    private static final String SINGLE = "/v1/addresses/{ip}";
    private static final String HINT = "Correct these fields; /docs shows what an address takes.";
    private static final Parameter NETWORK = Parameter.text(
            "network", "Its network, by id or name; needed where several networks of the project have the address.");

    private final Cluster cluster;
    private final AddressBook book;
    private final Freshness freshness;
    private final Acceptance acceptance;
    private final Addresses addresses;
    private final AddressFinder finder;

    public AddressRoutes(Cluster cluster, AddressBook book, Freshness freshness, Acceptance acceptance) {
        this.cluster = cluster;
        this.book = book;
        this.freshness = freshness;
        this.acceptance = acceptance;
        this.addresses = new Addresses(cluster);
        this.finder = new AddressFinder(cluster, addresses);
    }

    /** All of them. */
    public List<Route> routes() {
        return List.of(
                Route.get("/v1/addresses", "list_addresses")
                        .says(
                                "Lists addresses that are not free: allocated, reserved, cooling, gateways, and network and broadcast addresses; "
                                        + "what an IP policy excludes is told by the policy.")
                        .takes(Listing.parameters(AddressFilter.PARAMETERS))
                        .answersPage(AddressAnswer.class)
                        .by(this::list),
                Route.post("/v1/addresses", "create_address")
                        .says(
                                "Takes an address that ports share, that a device has without a port, or that is reserved.")
                        .body(AddressBody.class)
                        .changes(WorkUnitAnswer.class)
                        .by(this::create),
                Route.get(SINGLE, "get_address")
                        .says("Shows an address that is not free.")
                        .takes(NETWORK)
                        .takes(Listing.single())
                        .answers(AddressAnswer.class, "The address.")
                        .problems(409)
                        .by(this::get),
                Route.patch(SINGLE, "update_address")
                        .says("Changes who shares an address that was asked for by itself.")
                        .takes(NETWORK)
                        .body(AddressPatch.class)
                        .changes(WorkUnitAnswer.class)
                        .problems(412)
                        .by(this::update),
                Route.delete(SINGLE, "delete_address")
                        .says(
                                "Gives back an address that no port has; one that is cooling may be handed out at once then.")
                        .takes(NETWORK)
                        .changes(WorkUnitAnswer.class)
                        .problems(412)
                        .by(this::delete));
    }

    private CompletableFuture<Answer> list(Request request) {
        return freshness.caughtUp().thenApply(done -> {
            AddressFilter filter = new AddressFilter(request, cluster);
            return Answer.ok(new Listing(request)
                    .page(
                            addresses.of(filter.networks()),
                            address -> Optional.of(address).filter(filter::matches)));
        });
    }

    private CompletableFuture<Answer> create(Request request) {
        AddressBody body = request.read(AddressBody.class);
        if (body.ip().isPresent() && body.subnet().isPresent()) {
            request.faults().add("/subnet", "is given beside ip; give one of them");
        }
        if (!body.ports().isEmpty() && body.device().isPresent()) {
            request.faults().add("/device", "is given beside ports, which have devices themselves; give one of them");
        }
        request.refuseFaults(HINT);
        DeviceBody.refuseInstance(body.device(), "/device/type");
        return acceptance.accept(request, ids -> create(request, body, ids));
    }

    private Draft create(Request request, AddressBody body, WorkUnitIds ids) {
        Optional<Network> network = cluster.findNetwork()
                .resolved(request.project(), body.network().orElseThrow(), "/network", request.faults());
        request.refuseFaults(HINT);
        Network on = network.orElseThrow();
        AddressSpec spec = new PortDraft(cluster, request.project(), request.faults())
                .address(new AddressSpecBody(body.ip(), body.subnet()), on, "");
        List<String> ports = finder.ports(request, on, body.ports());
        request.refuseFaults(HINT);
        String workUnit = ids.inShardOf(on.id());
        String id = spec.ip().map(ip -> id(on.id(), ip)).orElseGet(() -> ids.made(workUnit, TYPE));
        return book.possible(
                request.project(),
                new Draft(
                        workUnit,
                        new Target(TYPE, id, spec.ip().orElse("next of " + on.name())),
                        new CreateAddress(on.id(), spec, ports, body.device().map(DeviceBody::device), body.note())));
    }

    /** Addresses have no ids of their own; targets of work units have. */
    private static String id(String network, String ip) {
        return Ids.derived(TYPE, network, ip);
    }

    private CompletableFuture<Answer> get(Request request) {
        return freshness.caughtUp().thenApply(done -> {
            Addresses.Found found = finder.addressed(request);
            Answer answer = Answer.ok(new Listing(request).trimmed(found.answer()));
            return found.node().map(node -> answer.with("ETag", ETags.of(node))).orElse(answer);
        });
    }

    private CompletableFuture<Answer> update(Request request) {
        AddressPatch patch = request.read(AddressPatch.class);
        if (request.body().filter(body -> body.isEmpty()).isPresent()) {
            request.faults().add("", "has nothing to change");
        }
        if (!patch.ports().isEmpty() && patch.device().isPresent()) {
            request.faults().add("/device", "is given beside ports, which have devices themselves; give one of them");
        }
        request.refuseFaults("Give at least one of ports, device, note.");
        DeviceBody.refuseInstance(patch.device(), "/device/type");
        return acceptance.accept(request, ids -> {
            Addresses.Found found = claimed(request);
            Claim claim = found.claim().orElseThrow();
            String ip = found.answer().ip();
            if (!claim.kept()) {
                throw ProblemType.CONFLICT.of(
                        "the address " + ip + " belongs to port " + String.join(", ", claim.ports())
                                + " and was not asked for by itself",
                        "An address that is to be shared is asked for by POST /v1/addresses.");
            }
            Network network = cluster.networks()
                    .byId(found.answer().network())
                    .map(Entry::value)
                    .orElseThrow();
            List<String> ports = finder.ports(request, network, patch.ports());
            request.refuseFaults(HINT);
            return book.possible(
                    request.project(),
                    new Draft(
                            ids.inShardOf(network.id()),
                            new Target(TYPE, id(network.id(), ip), ip),
                            new UpdateAddress(
                                    network.id(),
                                    ip,
                                    request.given("ports", ports),
                                    patch.device().map(DeviceBody::device),
                                    patch.note())));
        });
    }

    private CompletableFuture<Answer> delete(Request request) {
        return acceptance.accept(request, ids -> {
            Addresses.Found found = claimed(request);
            String ip = found.answer().ip();
            Ownership.refuseHeld(
                    "the address " + ip + " is used",
                    found.claim().orElseThrow().ports().stream()
                            .map(port -> "by port " + port)
                            .toList(),
                    "Take it away from its ports first: PATCH it, or DELETE /v1/ports/{port}/addresses/" + ip + ".");
            String network = found.answer().network();
            return book.possible(
                    request.project(),
                    new Draft(
                            ids.inShardOf(network),
                            new Target(TYPE, id(network, ip), ip),
                            new DeleteAddress(network, ip)));
        });
    }

    /** An address that is claimed, by the project that asks or by nobody. */
    private Addresses.Found claimed(Request request) {
        Addresses.Found found = finder.addressed(request);
        String ip = found.answer().ip();
        if (found.claim().isEmpty()) {
            throw ProblemType.CONFLICT.of(
                    "the address " + ip + " is " + found.answer().state().text() + ": nobody has it",
                    "Change the gateway or the IP policy of its subnet.");
        }
        found.answer().project().ifPresent(owner -> Ownership.refuseForeign(request, "address " + ip, owner));
        ETags.expected(request, "address " + ip, found.node().orElseThrow());
        return found;
    }

    /** Networks that the request may look into. */
    static Stream<String> visible(Request request, Cluster cluster) {
        return PortFilter.project(request)
                .map(cluster::visibleNetworks)
                .orElseGet(() -> cluster.networks().in(Optional.empty()).values().stream()
                        .map(entry -> entry.value().id()));
    }
}
