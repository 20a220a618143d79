package io.quark.api.instance;

import io.quark.api.bind.Faults;
import io.quark.api.http.ProblemType;
import io.quark.api.instance.InstanceBody.NicBody;
import io.quark.api.network.AskedAddress;
import io.quark.api.qos.QosChoice;
import io.quark.api.view.Cluster;
import io.quark.api.view.Entry;
import io.quark.common.model.InstanceSpec.NicRequest;
import io.quark.common.model.Network;
import io.quark.common.model.QosPolicy;
import java.util.List;
import java.util.Optional;

/** Resolves what a request for a network interface refers to: network, addresses, port, policies. Reads views, touches nothing. */
public final class NicDraft {

    private final Cluster cluster;
    private final QosChoice qos;

    public NicDraft(Cluster cluster) {
        this.cluster = cluster;
        this.qos = new QosChoice(cluster);
    }

    /**
     * Checks what can be said of it without knowing the cluster; faults are added.
     *
     * @param at pointer to the interface; empty: the body itself
     */
    public static void check(NicBody nic, String at, Faults faults) {
        if (nic.network().isEmpty() && nic.port().isEmpty()) {
            add(at + "/network", "is required, unless port is given", faults);
        }
        if (nic.network().isPresent() && nic.port().isPresent()) {
            add(at + "/port", "is given beside network; give one of them", faults);
        }
        if (nic.port().isPresent() && nic.mac().isPresent()) {
            add(at + "/mac", "is given beside port, which has one", faults);
        }
        if (nic.port().isPresent() && !nic.ips().isEmpty()) {
            add(at + "/ips", "is given beside port, which has its own", faults);
        }
        if (nic.port().isPresent() && nic.qosPolicy().isPresent()) {
            add(at + "/qos_policy", "is given beside port, which has its own: PATCH the port", faults);
        }
        if (nic.port().isPresent() && nic.security().isPresent()) {
            add(at + "/security", "is given beside port, which has its own: PATCH the port", faults);
        }
    }

    static void add(String pointer, String detail, Faults faults) {
        if (!faults.touch(pointer)) {
            faults.add(pointer, detail);
        }
    }

    /** The interface as quark-net sees it, the network as it was named. */
    public static NicRequest asked(NicBody nic) {
        return new NicRequest(nic.network().orElse(""), nic.port(), nic.ips(), nic.mac(), Optional.empty(), List.of());
    }

    /**
     * The interface with everything in it resolved; empty where there are faults, which are added.
     *
     * @param at pointer to the interface; empty: the body itself
     */
    public Optional<NicRequest> resolve(NicBody body, String project, String at, Faults faults) {
        return nic(asked(body), project, at, faults).map(made -> governed(made, body, project, at, faults));
    }

    private Optional<NicRequest> nic(NicRequest asked, String project, String pointer, Faults faults) {
        if (asked.port().isPresent()) {
            return faults.touch(pointer.isEmpty() ? "/port" : pointer)
                    ? Optional.empty()
                    : cluster.findPort()
                            .resolved(project, asked.port().orElseThrow(), pointer + "/port", faults)
                            .map(port -> NicRequest.taking(port.network(), port.id()));
        }
        return network(asked, project, pointer, faults)
                .map(id ->
                        new NicRequest(id, Optional.empty(), asked.ips(), asked.mac(), asked.qosPolicy(), List.of()));
    }

    /** The interface under the policy and in the groups that are asked for. */
    private NicRequest governed(NicRequest nic, NicBody body, String project, String at, Faults faults) {
        Optional<QosPolicy> policy = qos.named(project, body.qosPolicy(), at, faults);
        policy.ifPresent(chosen -> cluster.networks()
                .byId(nic.network())
                .ifPresent(network ->
                        qos.refuseSmallBurst(chosen, at, network.value().mtu())));
        return new NicRequest(
                nic.network(),
                nic.port(),
                nic.ips(),
                nic.mac(),
                policy.map(QosPolicy::id),
                body.security()
                        .map(security -> security.ids(cluster, project, at + "/security", faults))
                        .orElse(List.of()));
    }

    /** A port belongs to one device, and stays while it is on its way out. */
    public void refuseUsed(List<NicRequest> nics) {
        nics.stream()
                .flatMap(nic -> nic.port().stream())
                .flatMap(id -> cluster.ports().byId(id).stream())
                .map(Entry::value)
                .filter(port -> port.device().isPresent() || port.leaving().isPresent())
                .findFirst()
                .ifPresent(port -> {
                    throw ProblemType.CONFLICT.of(
                            "the port " + port.name() + " "
                                    + port.device()
                                            .map(device -> "is used by " + device.type() + " " + device.id())
                                            .orElse("is being deleted"),
                            "Name a port that nothing uses, or a network.");
                });
    }

    /** The network's id, with the addresses that are asked for on it looked at. */
    private Optional<String> network(NicRequest nic, String project, String pointer, Faults faults) {
        if (nic.network().isEmpty() || faults.touch(pointer + "/network")) {
            return Optional.empty();
        }
        Optional<String> id = cluster.findNetwork()
                .resolved(project, nic.network(), pointer + "/network", faults)
                .map(Network::id);
        id.ifPresent(network -> {
            for (int i = 0; i < nic.ips().size(); i++) {
                AskedAddress.judge(cluster, network, nic.ips().get(i), pointer + "/ips/" + i, faults);
            }
        });
        return id;
    }
}
