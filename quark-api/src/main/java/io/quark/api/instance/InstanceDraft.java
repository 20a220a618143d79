package io.quark.api.instance;

import io.quark.api.bind.Faults;
import io.quark.api.http.ProblemType;
import io.quark.api.instance.InstanceBody.BootBody;
import io.quark.api.view.Cluster;
import io.quark.api.view.Entry;
import io.quark.api.view.Lookup;
import io.quark.common.model.Boot;
import io.quark.common.model.Image;
import io.quark.common.model.ImageFile;
import io.quark.common.model.InstanceSpec;
import io.quark.common.model.InstanceSpec.NicRequest;
import io.quark.common.model.Network;
import io.quark.common.model.WorkRequest.BuildInstance;
import io.quark.net.model.Cidr;
import io.quark.net.model.Ip;
import io.quark.net.model.NicRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Resolves what a request for an instance refers to: image, networks, addresses, compute. Reads views, touches nothing. */
final class InstanceDraft {

    private final Cluster cluster;

    InstanceDraft(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * The build, everything in it resolved; empty where there are faults, which are added.
     *
     * @param files what the request's own boot files are, where it names any
     */
    Optional<BuildInstance> resolve(InstanceBody body, String project, List<ImageFile> files, Faults faults) {
        Optional<Image> image = body.image().flatMap(name -> image(name, project, faults));
        List<NicRequest> nics = new ArrayList<>();
        for (int i = 0; i < body.nics().size(); i++) {
            NicRequest asked = InstanceRules.nics(body.nics()).get(i);
            network(asked, project, "/nics/" + i, faults)
                    .ifPresent(id -> nics.add(
                            new NicRequest(id, Optional.empty(), asked.ips(), asked.mac(), asked.qosPolicy())));
        }
        body.compute()
                .filter(name -> !cluster.computes().contains(name))
                .ifPresent(name ->
                        faults.add("/compute", "no compute is named " + name + "; GET /v1/computes lists them"));
        if (!faults.isEmpty()) {
            return Optional.empty();
        }
        image.filter(found -> found.status() != Image.Status.READY).ifPresent(InstanceDraft::refuseWaiting);
        Boot boot = image.map(found -> new Boot(Optional.of(found.id()), found.files(), found.cmdline()))
                .orElseGet(() -> new Boot(Optional.empty(), files, body.boot().flatMap(BootBody::cmdline)));
        List<NicRequest> canonical = NicRules.canonical(nics).good().orElseThrow();
        return Optional.of(new BuildInstance(spec(body, image.map(Image::id), canonical), boot));
    }

    private static InstanceSpec spec(InstanceBody body, Optional<String> image, List<NicRequest> nics) {
        return new InstanceSpec(
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
        return resolved(cluster.findImage(), name, project, "/image", faults);
    }

    /** The network's id, with the addresses that are asked for on it looked at. */
    private Optional<String> network(NicRequest nic, String project, String pointer, Faults faults) {
        if (nic.network().isEmpty() || faults.touch(pointer + "/network")) {
            return Optional.empty();
        }
        Optional<String> id = resolved(cluster.findNetwork(), nic.network(), project, pointer + "/network", faults)
                .map(Network::id);
        id.ifPresent(network -> {
            for (int i = 0; i < nic.ips().size(); i++) {
                checkAddress(nic.ips().get(i), network, pointer + "/ips/" + i, faults);
            }
        });
        return id;
    }

    private void checkAddress(String text, String network, String pointer, Faults faults) {
        Optional<Ip> ip = Ip.parse(text).good();
        if (ip.isEmpty() || faults.touch(pointer)) {
            return; // its form was judged before
        }
        List<Cidr> ranges = cluster.subnetsOf(network).stream()
                .map(subnet -> Cidr.of(subnet.cidr()))
                .toList();
        Optional<Cidr> range =
                ranges.stream().filter(cidr -> cidr.contains(ip.orElseThrow())).findFirst();
        if (range.isEmpty()) {
            faults.add(pointer, "is in no subnet of the network; it has " + ranges);
        }
        range.flatMap(cidr -> cidr.reserved(ip.orElseThrow()))
                .ifPresent(why -> faults.add(pointer, "is " + why + " of " + range.orElseThrow()));
    }

    private static <T> Optional<T> resolved(
            Lookup<T> lookup, String name, String project, String pointer, Faults faults) {
        Lookup.Found<T> found = lookup.find(project, name);
        if (found instanceof Lookup.Found.One<T> one) {
            return Optional.of(one.entry()).map(Entry::value);
        }
        if (found instanceof Lookup.Found.Several<T> several) {
            faults.add(pointer, "is ambiguous; say which by its id: " + String.join(", ", several.ids()));
        } else {
            faults.add(
                    pointer,
                    "no " + lookup.kind() + " in project " + project + " has the id or name " + name + "; "
                            + lookup.hint(((Lookup.Found.None<T>) found).near()));
        }
        return Optional.empty();
    }
}
