package io.quark.net.alloc;

import io.quark.common.model.NetRequest;
import io.quark.common.model.NetRequest.UpdatePort;
import io.quark.common.model.Port;
import io.quark.net.alloc.NetStep.ChangedNic;
import io.quark.net.alloc.NetStep.HostsJob;
import io.quark.net.alloc.NetStep.Next;
import io.quark.net.alloc.Reach.PortThere;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Changes what a port says of itself: its name, its tags, what uses it, and what it is under. Of the latter the host of its machine is told;
 * it stays as asked for even if the host cannot do it now.
 */
final class PortEdit {

    private final NetState state;
    private final NetWork work;
    private final UpdatePort request;
    private final Reach reach;
    private final Governance governance;

    PortEdit(NetState state, NetWork work, UpdatePort request) {
        this.state = state;
        this.work = work;
        this.request = request;
        this.reach = new Reach(state, work.project());
        this.governance = new Governance(state);
    }

    NetStep next() {
        String id = work.target().id();
        Choice<PortThere> choice =
                work.begun() ? reach.anyPort(request.network(), id) : reach.port(request.network(), id);
        if (choice instanceof Choice.Denied<PortThere> denied) {
            return work.begun() ? PortSteps.end(List.of(), Map.of()) : PortSteps.refuse(denied);
        }
        PortThere there = ((Choice.Chosen<PortThere>) choice).value();
        return work.begun() ? afterTelling(there) : change(there);
    }

    private NetStep afterTelling(PortThere there) {
        if (work.hosts().filter(NetWork.Hosts.FAILED::equals).isPresent()) {
            return PortSteps.refuse(
                    PortRefusals.hostFailedAtRules(there.record().id()));
        }
        return work.hosts().isPresent() || there.record().instance().isEmpty()
                ? PortSteps.end(List.of(), result())
                : new NetStep.Act(List.of(), new Next.TellHosts(), nics(there, there.record()), 0);
    }

    private NetStep change(PortThere there) {
        Port port = there.record();
        if (request.ifVersion().filter(version -> version != there.version()).isPresent()) {
            return PortSteps.refuse(StructureRefusals.stale("port", there.version()));
        }
        if (request.device().filter(Port.Device::isInstance).isPresent()) {
            return PortSteps.refuse(PortRefusals.instanceDevice());
        }
        boolean otherDevice = request.free() || request.device().isPresent();
        if (otherDevice && port.instance().isPresent()) {
            return PortSteps.refuse(PortRefusals.portInUse(port));
        }
        Port changed = changed(port);
        Draft draft = new Draft(0);
        Optional<Choice.Denied<Void>> refusal = rules(draft, there, changed);
        if (refusal.isPresent()) {
            return PortSteps.refuse(refusal.get());
        }
        draft.addAll(state.portRecords().set(port, changed, there.version()));
        boolean ruled = !changed.qosPolicy().equals(port.qosPolicy())
                || !changed.securityGroups().equals(port.securityGroups());
        return ruled && port.instance().isPresent()
                ? new NetStep.Act(draft.ops(), new Next.TellHosts(), nics(there, changed), job(port, changed), 0)
                : PortSteps.end(draft.ops(), result());
    }

    private Port changed(Port port) {
        Optional<Port.Device> device =
                request.free() ? Optional.empty() : request.device().or(port::device);
        Optional<String> policy = request.qosPolicy()
                .map(one -> Optional.of(one).filter(named -> !named.equals(NetRequest.NONE)))
                .orElse(port.qosPolicy());
        return port.renamed(request.name().orElse(port.name()), request.tags().orElse(port.tags()), work.workUnit())
                .withDevice(device, work.workUnit())
                .governed(policy, request.securityGroups().orElse(port.securityGroups()), work.workUnit());
    }

    /** Whether it may be under what it is to be under; a machine stays promised what it was placed on. */
    private Optional<Choice.Denied<Void>> rules(Draft draft, PortThere there, Port changed) {
        Port port = there.record();
        return changed.securityGroups().equals(port.securityGroups())
                ? policy(draft, there, changed)
                : state.securityGroups()
                        .allowed(changed.securityGroups(), port.project())
                        .or(() -> policy(draft, there, changed));
    }

    private Optional<Choice.Denied<Void>> policy(Draft draft, PortThere there, Port changed) {
        Port port = there.record();
        if (changed.qosPolicy().equals(port.qosPolicy())) {
            return Optional.empty();
        }
        Optional<Choice.Denied<Void>> refusal = changed.qosPolicy()
                .flatMap(policy -> governance.allowed(
                        draft, policy, port.project(), there.networkRecord().mtu()));
        long promised = governance.promised(governance.effective(port.qosPolicy(), port.network()));
        long willBe = governance.promised(governance.effective(changed.qosPolicy(), port.network()));
        return refusal.isEmpty() && port.instance().isPresent() && promised != willBe
                ? Optional.of(Choice.Denied.firmly(QosRefusals.promised("port " + port.id(), promised, willBe, port)))
                : refusal;
    }

    private static Optional<HostsJob> job(Port before, Port after) {
        return after.qosPolicy()
                .filter(policy -> !before.qosPolicy().equals(Optional.of(policy)))
                .map(HostsJob::new);
    }

    private Map<String, String> result() {
        return Map.of("port", work.target().id());
    }

    private static List<ChangedNic> nics(PortThere there, Port port) {
        return PortForms.nic(there, port).stream().toList();
    }
}
