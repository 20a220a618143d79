package io.quark.api.instance;

import io.quark.api.bind.Faults;
import io.quark.api.http.ProblemType;
import io.quark.api.instance.InstanceBody.BootBody;
import io.quark.api.instance.InstanceBody.NicBody;
import io.quark.api.network.AskedAddress;
import io.quark.api.qos.QosChoice;
import io.quark.api.view.Cluster;
import io.quark.api.view.Entry;
import io.quark.common.model.Boot;
import io.quark.common.model.Image;
import io.quark.common.model.ImageFile;
import io.quark.common.model.InstanceSpec;
import io.quark.common.model.InstanceSpec.NicRequest;
import io.quark.common.model.Network;
import io.quark.common.model.QosPolicy;
import io.quark.common.model.WorkRequest.BuildInstance;
import io.quark.net.model.NicRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Resolves what a request for an instance refers to: image, networks, addresses, compute. Reads views, touches nothing. */
final class InstanceDraft {

    private final Cluster cluster;
    private final QosChoice qos;

    InstanceDraft(Cluster cluster) {
        this.cluster = cluster;
        this.qos = new QosChoice(cluster);
    }

    /**
     * The build, everything in it resolved; empty where there are faults, which are added.
     *
     * @param files what the request's own boot files are, where it names any
     */
    Optional<BuildInstance> resolve(InstanceBody body, String project, List<ImageFile> files, Faults faults) {
        Optional<Image> image = body.image().flatMap(name -> image(name, project, faults));
        List<NicRequest> nics = new ArrayList<>();
        List<NicRequest> asked = InstanceRules.nics(body.nics());
        for (int i = 0; i < asked.size(); i++) {
            String at = "/nics/" + i;
            NicBody nic = body.nics().get(i);
            nic(asked.get(i), project, at, faults)
                    .map(made -> governed(made, nic, project, at, faults))
                    .ifPresent(nics::add);
        }
        refuseTwice(nics, faults);
        body.compute()
                .filter(name -> !cluster.computes().contains(name))
                .ifPresent(name ->
                        faults.add("/compute", "no compute is named " + name + "; GET /v1/computes lists them"));
        if (!faults.isEmpty()) {
            return Optional.empty();
        }
        refuseUsed(nics);
        image.filter(found -> found.status() != Image.Status.READY).ifPresent(InstanceDraft::refuseWaiting);
        Boot boot = image.map(found -> new Boot(Optional.of(found.id()), found.files(), found.cmdline()))
                .orElseGet(() -> new Boot(Optional.empty(), files, body.boot().flatMap(BootBody::cmdline)));
        List<NicRequest> canonical = NicRules.canonical(nics).good().orElseThrow();
        return Optional.of(new BuildInstance(spec(body, image.map(Image::id), canonical), boot));
    }

    private static InstanceSpec spec(InstanceBody body, Optional<String> image, List<NicRequest> nics) {
        return InstanceSpec.plain(
                body.name().orElseThrow(),
                body.ram().orElseThrow(),
                body.cpu().orElseThrow(),
                body.storage().orElse(0L),
                image,
                nics,
                body.userData(),
                body.sshKeys(),
                body.labels(),
                body.zone(),
                body.compute(),
                body.onHostFailure().map(InstanceBody.OnHostFailure::text));
    }

    private static void refuseWaiting(Image image) {
        throw ProblemType.CONFLICT.of(
                "the image " + image.name() + " has no data yet",
                "Upload it first: PUT /v1/images/" + image.id() + "/data.");
    }

    private Optional<Image> image(String name, String project, Faults faults) {
        return cluster.findImage().resolved(project, name, "/image", faults);
    }

    private Optional<NicRequest> nic(NicRequest asked, String project, String pointer, Faults faults) {
        if (asked.port().isPresent()) {
            return faults.touch(pointer)
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

    private static void refuseTwice(List<NicRequest> nics, Faults faults) {
        Set<String> ports = new HashSet<>();
        for (int i = 0; i < nics.size(); i++) {
            String pointer = "/nics/" + i + "/port";
            nics.get(i)
                    .port()
                    .filter(port -> !ports.add(port))
                    .ifPresent(port -> faults.add(pointer, "is named twice"));
        }
    }

    /** A port belongs to one device, and stays while it is on its way out. */
    private void refuseUsed(List<NicRequest> nics) {
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
