package io.quark.api.port;

import io.quark.api.http.Parameter;
import io.quark.api.http.Request;
import io.quark.api.network.Tags;
import io.quark.api.view.Cluster;
import io.quark.api.view.Lookup;
import io.quark.common.model.Network;
import io.quark.common.model.Port;
import io.quark.net.model.Ip;
import io.quark.net.model.Mac;
import java.util.Optional;

/** Which ports a list shows, and what lists of ports, addresses and MACs have in common. */
final class PortFilter {

    static final Parameter PROJECT =
            Parameter.text("project", "Those of this project instead of the header's; *: of all projects.");

    static final Parameter[] PARAMETERS = {
        Parameter.text("network", "Only those of this network, by name or id."),
        Parameter.text("device", "Only those of the device of this id."),
        Parameter.text("device_type", "Only those of devices of this type."),
        Parameter.text("mac", "Only the one with this MAC."),
        Parameter.text("ip", "Only those with this address."),
        Parameter.text("state", "bound or unbound."),
        Parameter.text("name", "Only those of this name."),
        Parameter.text("work_unit", "Only those that this work unit made, or wrote last."),
        Tags.PARAMETER,
        PROJECT
    };

    private final Request request;
    private final Cluster cluster;
    private final Optional<String> project;
    private final Optional<String> ip;
    private final Optional<String> mac;

    PortFilter(Request request, Cluster cluster) {
        this.request = request;
        this.cluster = cluster;
        this.project = project(request);
        this.ip = ip(request);
        this.mac = mac(request);
    }

    boolean matches(Port port) {
        return project.map(port.project()::equals).orElse(true)
                && is("device", port.device().map(Port.Device::id).orElse(""))
                && is("device_type", port.device().map(Port.Device::type).orElse(""))
                && mac.map(port.mac()::equals).orElse(true)
                && ip.map(text ->
                                port.addresses().stream().anyMatch(at -> at.ip().equals(text)))
                        .orElse(true)
                && is("state", PortAnswer.State.of(port).text())
                && is("name", port.name())
                && request.query("work_unit")
                        .map(unit -> port.op().equals(unit)
                                || port.batch().filter(unit::equals).isPresent())
                        .orElse(true)
                && Tags.match(request, port.tags())
                && cluster.isThere(port);
    }

    private boolean is(String parameter, String value) {
        return request.query(parameter).map(value::equals).orElse(true);
    }

    /** Whose things to show; empty: everybody's. */
    static Optional<String> project(Request request) {
        return request.query("project").or(() -> Optional.of(request.project())).filter(name -> !name.equals("*"));
    }

    /** The id of the network that is asked for; what names none stays, and nothing lies in it. */
    static Optional<String> network(Request request, Cluster cluster) {
        return request.query("network")
                .map(text ->
                        cluster.findNetwork().find(request.project(), text) instanceof Lookup.Found.One<Network> one
                                ? one.entry().value().id()
                                : text);
    }

    static Optional<String> ip(Request request) {
        return request.query("ip")
                .map(text -> Ip.parse(text).good().map(Ip::text).orElse(text));
    }

    static Optional<String> mac(Request request) {
        return request.query("mac")
                .map(text -> Mac.parse(text).good().map(Mac::text).orElse(text));
    }
}
