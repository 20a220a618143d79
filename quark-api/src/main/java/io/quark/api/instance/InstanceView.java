package io.quark.api.instance;

import io.quark.api.http.ProblemAnswer;
import io.quark.api.instance.InstanceAnswer.AttachedVolumeAnswer;
import io.quark.api.instance.InstanceAnswer.NicAnswer;
import io.quark.api.instance.InstanceAnswer.RescueAnswer;
import io.quark.api.qos.EffectiveQosAnswer;
import io.quark.api.security.SecurityAnswer;
import io.quark.api.view.Cluster;
import io.quark.common.model.Instance;
import io.quark.common.model.InstanceSpec;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.Managed;
import io.quark.common.model.Nic;
import io.quark.common.model.PowerState;
import io.quark.common.model.Problem;
import io.quark.common.model.WorkRequest.BuildInstance;
import io.quark.common.model.WorkUnit;
import java.util.List;
import java.util.Optional;

/** Shows instances: what is recorded of them, and what their hypervisor says. Thread safe. */
final class InstanceView {

    static final String BUILDING = "building";

    private final Cluster cluster;

    InstanceView(Cluster cluster) {
        this.cluster = cluster;
    }

    InstanceAnswer show(Instance instance) {
        boolean hostAlive = instance.compute().map(cluster::isAlive).orElse(false);
        Optional<Managed> managed = instance.compute().flatMap(host -> cluster.managed(host, instance.id()));
        InstanceSpec spec = instance.spec();
        String status = status(instance, hostAlive, managed);
        return new InstanceAnswer(
                instance.id(),
                instance.name(),
                instance.project(),
                status,
                Optional.of(instance.powerState().text()),
                instance.compute(),
                spec.ram(),
                spec.cpu(),
                spec.storage(),
                spec.image(),
                instance.nics().stream().map(this::nic).toList(),
                spec.labels(),
                instance.createdAt(),
                instance.workUnit(),
                fault(instance, status, managed).map(why -> ProblemAnswer.of(why, "/v1/instances/" + instance.id())),
                spec.restart(),
                spec.flavor(),
                instance.volumes().stream()
                        .map(disk -> new AttachedVolumeAnswer(disk.id(), disk.device(), disk.size()))
                        .toList(),
                instance.snapshots(),
                instance.rescue().map(boot -> new RescueAnswer(boot.image(), boot.cmdline())));
    }

    static String status(Instance instance, boolean hostAlive, Optional<Managed> managed) {
        return switch (instance.status()) {
            case BUILDING, DELETING, ERROR -> instance.status().text();
            case ACTIVE -> {
                if (!hostAlive) {
                    yield "unknown";
                }
                yield managed.map(there -> there.status().text()).orElse("missing");
            }
        };
    }

    /** What its work units left on record, or else its host; or else what its status says by itself, unless it is being changed. */
    static Optional<Problem> fault(Instance instance, String status, Optional<Managed> managed) {
        return instance.fault()
                .or(() -> managed.flatMap(Managed::fault))
                .or(() -> instance.workUnit().isPresent() ? Optional.empty() : ofStatus(instance, status));
    }

    private static Optional<Problem> ofStatus(Instance instance, String status) {
        String there = instance.name() + " on " + instance.compute().orElse("its host");
        if (status.equals(MachineStatus.MISSING.text())) {
            return Optional.of(Problem.of(
                    "machine-missing",
                    "Its hypervisor does not know it",
                    500,
                    "there is no domain of " + there + " any more, and Quark did not remove it",
                    "define it again from a copy of the host's /etc/libvirt/qemu and start it, or delete the machine"));
        }
        if (status.equals(MachineStatus.CRASHED.text())) {
            return Optional.of(Problem.of(
                    "machine-crashed",
                    "It ended by itself",
                    500,
                    "the machine " + there + " ended without having been asked to",
                    "look at its console log, then start it"));
        }
        return Optional.empty();
    }

    private NicAnswer nic(Nic nic) {
        return new NicAnswer(
                nic.port(),
                nic.network().id(),
                nic.mac(),
                nic.addresses().stream().map(Nic.NicAddress::ip).toList(),
                nic.qosPolicy(),
                EffectiveQosAnswer.of(cluster, nic.qosPolicy(), nic.network().id()),
                new SecurityAnswer(nic.securityGroups()));
    }

    /** A machine that was accepted and that no orc has taken up yet: all that is known of it is what was asked for. */
    static InstanceAnswer pending(WorkUnit work, BuildInstance request) {
        InstanceSpec spec = request.spec();
        return new InstanceAnswer(
                work.target().id(),
                spec.name(),
                work.project(),
                BUILDING,
                Optional.of(PowerState.RUNNING.text()),
                Optional.empty(),
                spec.ram(),
                spec.cpu(),
                spec.storage(),
                spec.image(),
                List.of(),
                spec.labels(),
                work.createdAt(),
                Optional.of(work.id()),
                Optional.empty(),
                spec.restart(),
                spec.flavor(),
                List.of(),
                List.of(),
                Optional.empty());
    }
}
