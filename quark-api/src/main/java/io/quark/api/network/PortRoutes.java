package io.quark.api.network;

import io.quark.api.http.Answer;
import io.quark.api.http.Parameter;
import io.quark.api.http.Request;
import io.quark.api.http.Route;
import io.quark.api.view.Cluster;
import io.quark.api.view.Entry;
import io.quark.api.view.Freshness;
import io.quark.api.view.Listing;
import io.quark.api.view.Lookup;
import io.quark.common.model.Network;
import io.quark.common.model.Port;
import io.quark.net.model.Ip;
import io.quark.net.model.Mac;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** {@code /v1/ports} and {@code /v1/addresses}: read only so far. Thread safe. */
public final class PortRoutes {

    private static final Parameter PROJECT =
            Parameter.text("project", "Those of this project instead of the header's; *: of all projects.");

    private final Cluster cluster;
    private final Freshness freshness;
    private final Addresses addresses;

    public PortRoutes(Cluster cluster, Freshness freshness) {
        this.cluster = cluster;
        this.freshness = freshness;
        this.addresses = new Addresses(cluster);
    }

    /** All of them. */
    public List<Route> routes() {
        return List.of(
                Route.get("/v1/ports", "list_ports")
                        .says("Lists ports.")
                        .takes(Listing.parameters(
                                Parameter.text("network", "Only those of this network, by name or id."),
                                Parameter.text("device", "Only those of the device of this id."),
                                Parameter.text("mac", "Only the one with this MAC."),
                                Parameter.text("ip", "Only those with this address."),
                                PROJECT))
                        .answersPage(PortAnswer.class)
                        .by(this::ports),
                Route.get("/v1/addresses", "list_addresses")
                        .says("Lists addresses that are not free: allocated, cooling, excluded, gateways.")
                        .takes(Listing.parameters(
                                Parameter.text("network", "Only those of this network, by name or id."),
                                Parameter.text("subnet", "Only those of this subnet, by name or id."),
                                Parameter.text("ip", "Only this address."),
                                Parameter.text("state", "allocated, cooling, excluded or gateway."),
                                Parameter.text("device", "Only those of the device of this id."),
                                PROJECT))
                        .answersPage(AddressAnswer.class)
                        .by(this::addresses));
    }

    private CompletableFuture<Answer> ports(Request request) {
        return freshness.caughtUp().thenApply(done -> {
            Predicate<Port> project = project(request)
                    .<Predicate<Port>>map(name -> port -> port.project().equals(name))
                    .orElse(port -> true);
            Predicate<Port> wanted = project.and(is(
                            request.query("device"),
                            port -> port.device().map(Port.Device::id).orElse("")))
                    .and(is(mac(request), Port::mac))
                    .and(port -> ip(request)
                            .map(ip -> port.addresses().stream()
                                    .anyMatch(at -> at.ip().equals(ip)))
                            .orElse(true));
            return Answer.ok(new Listing(request)
                    .page(
                            cluster.ports().in(network(request)),
                            entry -> Optional.of(entry.value()).filter(wanted).map(PortAnswer::of)));
        });
    }

    private CompletableFuture<Answer> addresses(Request request) {
        return freshness.caughtUp().thenApply(done -> {
            Optional<String> network = network(request);
            Stream<String> networks =
                    visible(request).filter(id -> network.map(id::equals).orElse(true));
            Optional<String> subnet = request.query("subnet");
            Predicate<AddressAnswer> wanted = is(ip(request), AddressAnswer::ip);
            wanted = wanted.and(is(
                            request.query("state"), address -> address.state().text()))
                    .and(address -> subnet.map(text -> isSubnet(address, text)).orElse(true))
                    .and(address -> request.query("device")
                            .map(device -> address.ports().stream().anyMatch(port -> isOf(port, device)))
                            .orElse(true));
            Predicate<AddressAnswer> all = wanted;
            return Answer.ok(new Listing(request)
                    .page(
                            addresses.of(networks),
                            address -> Optional.of(address).filter(all)));
        });
    }

    /** Ids of the networks that the request may look into. */
    private Stream<String> visible(Request request) {
        Optional<String> project = project(request);
        return cluster.networks().in(Optional.empty()).values().stream()
                .map(Entry::value)
                .filter(network -> project.map(name -> network.project().equals(name) || network.shared())
                        .orElse(true))
                .map(Network::id);
    }

    private boolean isSubnet(AddressAnswer address, String text) {
        return address.subnet().equals(text)
                || cluster.subnetsOf(address.network()).stream()
                        .anyMatch(subnet -> subnet.id().equals(address.subnet())
                                && subnet.name().equals(text));
    }

    private boolean isOf(String port, String device) {
        return cluster.ports()
                .byId(port)
                .filter(entry -> entry.value().device().map(Port.Device::id).equals(Optional.of(device)))
                .isPresent();
    }

    private static Optional<String> project(Request request) {
        return request.query("project").or(() -> Optional.of(request.project())).filter(name -> !name.equals("*"));
    }

    private Optional<String> network(Request request) {
        return request.query("network")
                .map(text ->
                        cluster.findNetwork().find(request.project(), text) instanceof Lookup.Found.One<Network> one
                                ? one.entry().value().id()
                                : text);
    }

    private static Optional<String> ip(Request request) {
        return request.query("ip")
                .map(text -> Ip.parse(text).good().map(Ip::text).orElse(text));
    }

    private static Optional<String> mac(Request request) {
        return request.query("mac")
                .map(text -> Mac.parse(text).good().map(Mac::text).orElse(text));
    }

    private static <T> Predicate<T> is(Optional<String> wanted, java.util.function.Function<T, String> actual) {
        return value -> wanted.map(actual.apply(value)::equals).orElse(true);
    }
}
