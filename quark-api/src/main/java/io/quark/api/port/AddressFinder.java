package io.quark.api.port;

import io.quark.api.http.ProblemType;
import io.quark.api.http.Request;
import io.quark.api.view.Cluster;
import io.quark.api.view.Entry;
import io.quark.common.model.Network;
import io.quark.common.model.Port;
import io.quark.net.model.Ip;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds what a request for an address names: the address itself, in whichever network it lies, and ports. Reads views. */
final class AddressFinder {

    private final Cluster cluster;
    private final Addresses addresses;

    AddressFinder(Cluster cluster, Addresses addresses) {
        this.cluster = cluster;
        this.addresses = addresses;
    }

    /** The address, or the problem that it is free (404) or that several networks have it (409). */
    Addresses.Found addressed(Request request) {
        String text = PortDraft.ipOfPath(request.part("ip"));
        Ip ip = Ip.of(text);
        Optional<String> named = request.query("network");
        if (named.isPresent()) {
            Network network = cluster.findNetwork()
                    .addressed(request.project(), named.orElseThrow())
                    .value();
            return addresses.find(network.id(), ip).orElseThrow(() -> free(text, " of the network " + network.name()));
        }
        List<Addresses.Found> found = cluster.visibleNetworks(request.project())
                .flatMap(network -> addresses.find(network, ip).stream())
                .toList();
        if (found.size() > 1) {
            throw ProblemType.CONFLICT.of(
                    found.size() + " networks have the address " + text + ": "
                            + found.stream().limit(10).map(this::networkOf).collect(Collectors.joining(", ")),
                    "Say which by ?network=.");
        }
        return found.stream().findFirst().orElseThrow(() -> free(text, " of the project's networks"));
    }

    private String networkOf(Addresses.Found found) {
        String id = found.answer().network();
        return cluster.networks()
                .byId(id)
                .map(entry -> entry.value().name() + " (" + id + ")")
                .orElse(id);
    }

    private static RuntimeException free(String ip, String where) {
        return ProblemType.NOT_FOUND.of(
                "nobody has the address " + ip + where + ": it is free, or in none of the subnets",
                "GET /v1/addresses lists the addresses that are not free.");
    }

    /** The ids of ports of a network that the request names in {@code /ports}; faults are added. */
    List<String> ports(Request request, Network network, List<String> named) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < named.size(); i++) {
            String pointer = "/ports/" + i;
            Optional<Port> port =
                    cluster.findPort().resolved(request.project(), named.get(i), pointer, request.faults());
            port.filter(one -> !one.network().equals(network.id()))
                    .ifPresent(one -> request.faults().add(pointer, "is a port of another network: " + one.network()));
            port.filter(one -> ids.contains(one.id()))
                    .ifPresent(one -> request.faults().add(pointer, "is named twice"));
            port.map(Port::id).ifPresent(ids::add);
        }
        return ids;
    }

    /** The id of a port that a filter names; what names none stays, and nothing has it. */
    static String portId(Request request, Cluster cluster, String text) {
        return cluster.findPort().find(request.project(), text) instanceof io.quark.api.view.Lookup.Found.One<Port> one
                ? Optional.of(one.entry()).map(Entry::value).map(Port::id).orElse(text)
                : text;
    }
}
