package io.quark.api.port;

import io.quark.api.bind.Faults;
import io.quark.api.http.ProblemType;
import io.quark.api.network.AskedAddress;
import io.quark.api.port.PortBody.AddressSpecBody;
import io.quark.api.qos.QosChoice;
import io.quark.api.view.Cluster;
import io.quark.common.id.Ids;
import io.quark.common.model.NetRequest.AddressSpec;
import io.quark.common.model.NetRequest.PortSpec;
import io.quark.common.model.Network;
import io.quark.common.model.QosPolicy;
import io.quark.common.model.Subnet;
import io.quark.net.model.Checked;
import io.quark.net.model.Ip;
import io.quark.net.model.Mac;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Resolves what new ports refer to, and judges what can be said of all of them together. Reads views, touches nothing; for one request. */
final class PortDraft {

    private final Cluster cluster;
    private final String project;
    private final Faults faults;
    private final Map<String, Optional<Network>> networks = new HashMap<>();
    private final Map<String, Optional<QosPolicy>> policies = new HashMap<>();
    private final QosChoice qos;
    private final Set<String> macs = new HashSet<>();
    private final Set<String> addresses = new HashSet<>();

    PortDraft(Cluster cluster, String project, Faults faults) {
        this.cluster = cluster;
        this.project = project;
        this.faults = faults;
        this.qos = new QosChoice(cluster);
    }

    /** What can be said of ports without knowing the cluster. */
    static void check(List<PortBody> ports, List<String> pointers, Faults faults) {
        for (int i = 0; i < ports.size(); i++) {
            String at = pointers.get(i);
            PortBody port = ports.get(i);
            if (port.network().isEmpty() && !faults.touch(at + "/network")) {
                faults.add(at + "/network", "is required");
            }
            port.name()
                    .filter(name -> Ids.isId(Ids.canonical(name)))
                    .ifPresent(name -> faults.add(at + "/name", "must not look like an id"));
            port.mac()
                    .filter(mac -> !faults.touch(at + "/mac"))
                    .ifPresent(
                            mac -> Mac.parse(mac).faults().forEach(fault -> faults.add(at + "/mac", fault.detail())));
            for (int j = 0; j < port.ips().size(); j++) {
                AddressSpecBody spec = port.ips().get(j);
                String place = at + "/ips/" + j;
                if (spec.ip().isPresent() && spec.subnet().isPresent()) {
                    faults.add(place, "has an ip and a subnet; give one of them");
                }
            }
        }
    }

    /** What is well formed but not done here. */
    static void refuseUnsupported(List<PortBody> ports, List<String> pointers) {
        for (int i = 0; i < ports.size(); i++) {
            DeviceBody.refuseInstance(ports.get(i).device(), pointers.get(i) + "/device/type");
        }
    }

    /** The port as it is asked of an orc; empty where there are faults, which are added. */
    Optional<PortSpec> resolve(PortBody body, String at) {
        Optional<Network> network = body.network()
                .flatMap(name -> networks.computeIfAbsent(
                        name, any -> cluster.findNetwork().resolved(project, name, at + "/network", faults)));
        if (network.isEmpty()) {
            if (!faults.touch(at + "/network")) {
                faults.add(at + "/network", "is not there, as said of an earlier port");
            }
            return Optional.empty();
        }
        Optional<String> mac = body.mac().map(text -> mac(text, at + "/mac"));
        List<AddressSpec> ips = new ArrayList<>();
        for (int i = 0; i < body.ips().size(); i++) {
            ips.add(address(body.ips().get(i), network.orElseThrow(), at + "/ips/" + i));
        }
        Optional<QosPolicy> policy = policy(body, at);
        policy.ifPresent(
                chosen -> qos.refuseSmallBurst(chosen, at, network.orElseThrow().mtu()));
        List<String> groups = body.security()
                .map(security -> security.ids(cluster, project, at + "/security", faults))
                .orElse(List.of());
        return Optional.of(new PortSpec(
                network.orElseThrow().id(),
                body.name(),
                body.device().map(DeviceBody::device),
                mac,
                ips,
                body.tags(),
                policy.map(QosPolicy::id),
                groups));
    }

    /** Looked for once for all ports of the request that name it alike. */
    private Optional<QosPolicy> policy(PortBody body, String at) {
        return body.qosPolicy()
                .flatMap(name ->
                        policies.computeIfAbsent(name, any -> qos.named(project, body.qosPolicy(), at, faults)));
    }

    private String mac(String text, String pointer) {
        String mac = Mac.of(text).text();
        if (!macs.add(mac)) {
            faults.add(pointer, mac + " is asked for twice");
        }
        return mac;
    }

    /** An address of that network as it is asked of an orc; faults are added. */
    AddressSpec address(AddressSpecBody body, Network network, String at) {
        Optional<Ip> ip =
                body.ip().flatMap(text -> AskedAddress.judge(cluster, network.id(), text, at + "/ip", faults));
        ip.filter(one -> !addresses.add(network.id() + " " + one))
                .ifPresent(one -> faults.add(at + "/ip", one + " is asked for twice"));
        Optional<Subnet> subnet = body.subnet()
                .flatMap(text -> cluster.findSubnet(network).resolved(project, text, at + "/subnet", faults));
        return new AddressSpec(ip.map(Ip::text), subnet.map(Subnet::id));
    }

    /** The canonical text of an address in a path. */
    static String ipOfPath(String text) {
        Checked<Ip> checked = Ip.parse(text);
        return checked.good()
                .map(Ip::text)
                .orElseThrow(() -> ProblemType.NOT_FOUND.of(
                        checked.faults().get(0).detail(), "GET /v1/addresses lists the addresses that are not free."));
    }
}
