package io.quark.api.instance;

import io.quark.api.bind.Faults;
import io.quark.api.instance.InstanceBody.BootBody;
import io.quark.api.view.Cluster;
import io.quark.common.model.Boot;
import io.quark.common.model.Flavor;
import io.quark.common.model.Image;
import io.quark.common.model.ImageFile;
import io.quark.common.model.InstanceSpec;
import io.quark.common.model.InstanceSpec.NicRequest;
import io.quark.common.model.RestartPolicy;
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
    private final NicDraft nics;

    InstanceDraft(Cluster cluster) {
        this.cluster = cluster;
        this.nics = new NicDraft(cluster);
    }

    /**
     * The build, everything in it resolved; empty where there are faults, which are added.
     *
     * @param files what the request's own boot files are, where it names any
     */
    Optional<BuildInstance> resolve(InstanceBody body, String project, List<ImageFile> files, Faults faults) {
        Optional<Image> image = body.image().flatMap(name -> image(name, project, faults));
        Optional<Flavor> flavor = body.flavor().flatMap(name -> flavor(name, project, faults));
        List<NicRequest> resolved = new ArrayList<>();
        for (int i = 0; i < body.nics().size(); i++) {
            nics.resolve(body.nics().get(i), project, "/nics/" + i, faults).ifPresent(resolved::add);
        }
        refuseTwice(resolved, faults);
        body.compute()
                .filter(name -> !cluster.computes().contains(name))
                .ifPresent(name ->
                        faults.add("/compute", "no compute is named " + name + "; GET /v1/computes lists them"));
        if (!faults.isEmpty()) {
            return Optional.empty();
        }
        nics.refuseUsed(resolved);
        Boot boot = image.map(BootDraft::of)
                .orElseGet(() -> new Boot(Optional.empty(), files, body.boot().flatMap(BootBody::cmdline)));
        List<NicRequest> canonical = NicRules.canonical(resolved).good().orElseThrow();
        return Optional.of(new BuildInstance(spec(body, image.map(Image::id), boot, canonical, flavor), boot));
    }

    private static InstanceSpec spec(
            InstanceBody body, Optional<String> image, Boot boot, List<NicRequest> nics, Optional<Flavor> flavor) {
        return new InstanceSpec(
                body.name().orElseThrow(),
                flavor.map(Flavor::ram).or(body::ram).orElseThrow(),
                flavor.map(Flavor::cpu).or(body::cpu).orElseThrow(),
                BootDraft.storage(
                        boot, flavor.map(Flavor::storage).or(body::storage).orElse(0L)),
                image,
                nics,
                body.userData(),
                body.sshKeys(),
                body.labels(),
                body.zone(),
                body.compute(),
                body.onHostFailure().map(InstanceBody.OnHostFailure::text),
                body.restart().orElse(RestartPolicy.ON_FAILURE),
                flavor.map(Flavor::id),
                flavor.map(Flavor::hardware));
    }

    private Optional<Flavor> flavor(String name, String project, Faults faults) {
        return faults.touch("/flavor")
                ? Optional.empty()
                : cluster.machines().findFlavor().resolved(project, name, "/flavor", faults);
    }

    private Optional<Image> image(String name, String project, Faults faults) {
        return cluster.findImage().resolved(project, name, "/image", faults);
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
}
