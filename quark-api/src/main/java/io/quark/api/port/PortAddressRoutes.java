package io.quark.api.port;

import io.quark.api.http.Answer;
import io.quark.api.http.ProblemType;
import io.quark.api.http.Request;
import io.quark.api.http.Route;
import io.quark.api.network.AddressBook;
import io.quark.api.port.PortBody.AddressSpecBody;
import io.quark.api.view.Cluster;
import io.quark.api.view.ETags;
import io.quark.api.view.Entry;
import io.quark.api.work.Acceptance;
import io.quark.api.work.Draft;
import io.quark.api.work.WorkUnitAnswer;
import io.quark.common.model.NetRequest.AddAddress;
import io.quark.common.model.NetRequest.AddressSpec;
import io.quark.common.model.NetRequest.RemoveAddress;
import io.quark.common.model.Network;
import io.quark.common.model.Port;
import io.quark.common.model.Target;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** {@code /v1/ports/{port}/addresses}: more addresses for a port later, also while its machine runs. Thread safe. */
public final class PortAddressRoutes {

    private static final String COLLECTION = "/v1/ports/{port}/addresses";

    private final Cluster cluster;
    private final AddressBook book;
    private final Acceptance acceptance;

    public PortAddressRoutes(Cluster cluster, AddressBook book, Acceptance acceptance) {
        this.cluster = cluster;
        this.book = book;
        this.acceptance = acceptance;
    }

    /** All of them. */
    public List<Route> routes() {
        return List.of(
                Route.post(COLLECTION, "add_port_address")
                        .says(
                                "Gives a port another address: a certain one, the next of a subnet, or the next of its network.")
                        .body(AddressSpecBody.class)
                        .changes(WorkUnitAnswer.class)
                        .problems(412)
                        .by(this::add),
                Route.delete(COLLECTION + "/{ip}", "remove_port_address")
                        .says("Takes an address away from a port.")
                        .changes(WorkUnitAnswer.class)
                        .problems(412)
                        .by(this::remove));
    }

    private CompletableFuture<Answer> add(Request request) {
        AddressSpecBody body = request.read(AddressSpecBody.class);
        if (body.ip().isPresent() && body.subnet().isPresent()) {
            request.faults().add("", "has an ip and a subnet; give one of them, or neither");
        }
        request.refuseFaults("Give an ip, a subnet, or neither.");
        return acceptance.accept(request, ids -> {
            Port port = addressed(request);
            Network network = cluster.networks()
                    .byId(port.network())
                    .map(Entry::value)
                    .orElseThrow(() -> ProblemType.CONFLICT.of(
                            "the network of the port " + port.name() + " is going", "Look again."));
            AddressSpec spec = new PortDraft(cluster, request.project(), request.faults()).address(body, network, "");
            request.refuseFaults("Ask for an address of one of the network's subnets.");
            return book.possible(
                    request.project(),
                    new Draft(
                            PortRoutes.inShardOfUser(ids, port),
                            new Target(PortRoutes.TYPE, port.id(), port.name()),
                            new AddAddress(port.network(), spec)));
        });
    }

    private CompletableFuture<Answer> remove(Request request) {
        String ip = PortDraft.ipOfPath(request.part("ip"));
        return acceptance.accept(request, ids -> {
            Port port = addressed(request);
            if (port.addresses().stream().noneMatch(at -> at.ip().equals(ip))) {
                throw ProblemType.NOT_FOUND.of(
                        "the port " + port.name() + " does not have the address " + ip,
                        "It has "
                                + port.addresses().stream()
                                        .map(Port.PortAddress::ip)
                                        .collect(Collectors.joining(", "))
                                + ".");
            }
            return book.possible(
                    request.project(),
                    new Draft(
                            PortRoutes.inShardOfUser(ids, port),
                            new Target(PortRoutes.TYPE, port.id(), port.name()),
                            new RemoveAddress(port.network(), ip)));
        });
    }

    private Port addressed(Request request) {
        Entry<Port> found = cluster.findPort().addressed(request.project(), request.part(PortRoutes.TYPE));
        ETags.expected(request, "port " + found.value().name(), found.node());
        return found.value();
    }
}
