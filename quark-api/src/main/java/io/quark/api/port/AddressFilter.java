package io.quark.api.port;

import io.quark.api.http.Parameter;
import io.quark.api.http.Request;
import io.quark.api.port.PortAnswer.DeviceAnswer;
import io.quark.api.view.Cluster;
import io.quark.common.model.Port;
import java.util.Optional;
import java.util.stream.Stream;

/** Which addresses a list shows. */
final class AddressFilter {

    static final Parameter[] PARAMETERS = {
        Parameter.text("network", "Only those of this network, by name or id."),
        Parameter.text("subnet", "Only those of this subnet, by name or id."),
        Parameter.text("ip", "Only this address."),
        Parameter.text("state", "allocated, reserved, cooling, excluded or gateway."),
        Parameter.text("device", "Only those of the device of this id."),
        Parameter.text("port", "Only those of this port, by name or id."),
        Parameter.text("project", "Of the networks that this project may use, instead of the header's; *: of all.")
    };

    private final Request request;
    private final Cluster cluster;
    private final Optional<String> network;
    private final Optional<String> ip;
    private final Optional<String> port;

    AddressFilter(Request request, Cluster cluster) {
        this.request = request;
        this.cluster = cluster;
        this.network = PortFilter.network(request, cluster);
        this.ip = PortFilter.ip(request);
        this.port = request.query("port").map(text -> AddressFinder.portId(request, cluster, text));
    }

    /** Ids of the networks to look into. */
    Stream<String> networks() {
        return AddressRoutes.visible(request, cluster)
                .filter(id -> network.map(id::equals).orElse(true));
    }

    boolean matches(AddressAnswer address) {
        return ip.map(address.ip()::equals).orElse(true)
                && request.query("state").map(address.state().text()::equals).orElse(true)
                && request.query("subnet").map(text -> isSubnet(address, text)).orElse(true)
                && request.query("device").map(id -> isOf(address, id)).orElse(true)
                && port.map(address.ports()::contains).orElse(true);
    }

    private boolean isSubnet(AddressAnswer address, String text) {
        return address.subnet().equals(text)
                || cluster.subnets()
                        .byId(address.subnet())
                        .filter(entry -> entry.value().name().equals(text))
                        .isPresent();
    }

    private boolean isOf(AddressAnswer address, String device) {
        return address.device().map(DeviceAnswer::id).filter(device::equals).isPresent()
                || address.ports().stream()
                        .flatMap(id -> cluster.ports().byId(id).stream())
                        .anyMatch(entry -> entry.value()
                                .device()
                                .map(Port.Device::id)
                                .filter(device::equals)
                                .isPresent());
    }
}
