package io.quark.orc.workflow;

import io.quark.common.model.Instance;
import io.quark.common.model.MachineRequest.AttachPort;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.Nic;
import io.quark.common.model.Resources;
import io.quark.common.model.TaskDetail;
import io.quark.common.model.TaskKind;
import io.quark.common.tree.Op;
import io.quark.net.alloc.NicsRequest;
import io.quark.net.alloc.Plan;
import io.quark.net.model.NicRules;
import io.quark.orc.schedule.PlacementRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One more interface of a machine. Its addresses are claimed and it stands in the machine's record before its host gets to know of it; they cool only
 * when the host has said that the machine does not have it.
 */
record PortAttaching(AttachPort request) implements MachineKind {

    private static final String PORT = "port";

    @Override
    public Begin begin(Subject subject) {
        Instance machine = subject.instance();
        MachineStatus is = subject.is();
        if (machine.nics().size() >= NicRules.MAX_NICS) {
            return subject.refused("it has " + machine.nics().size() + " interfaces", "detach one of them first");
        }
        if (is == MachineStatus.SUSPENDED || is == MachineStatus.MISSING) {
            return subject.refused("it is " + is.text(), "start it first");
        }
        Plan plan = subject.world()
                .planNics(new NicsRequest(
                        subject.work().id(),
                        machine.project(),
                        machine.id(),
                        machine.name(),
                        List.of(request.nic()),
                        machine.nics().size()));
        if (plan instanceof Plan.Refused refused) {
            return refused.provisional()
                    ? new Begin.NotYet(Decision.Wait.until(subject.world().now().plus(Rules.PROVISIONAL)))
                    : new Begin.Refused(refused.problem());
        }
        Plan.Planned planned = (Plan.Planned) plan;
        long promised = subject.world().promisedKbps(planned.nics());
        Resources more = new Resources(0, 0, 0, promised);
        Optional<String> lacking = subject.world()
                .lacks(
                        subject.host(),
                        PlacementRequest.more(more, subject.world().networkNeeds(planned.nics()), Map.of()));
        if (lacking.isPresent()) {
            return new Begin.Refused(Problems.noRoomHere(lacking.get(), "migrate the machine to another host first"));
        }
        List<Nic> nics = new ArrayList<>(machine.nics());
        nics.addAll(planned.nics());
        Instance wired = machine.change()
                .nics(nics)
                .bandwidth(machine.bandwidth() + promised)
                .build();
        List<Op> ops = new ArrayList<>(planned.ops());
        ops.addAll(subject.world().place(planned.nics(), machine.id(), subject.host()));
        return subject.onHost(
                TaskKind.ATTACH_PORT,
                Optional.of(new TaskDetail.OfPort(planned.nics().get(0))),
                wired,
                wired,
                more,
                ops,
                List.of(),
                planned.proposal());
    }

    @Override
    public Left succeeded(Subject subject, TaskOutcome.Succeeded how) {
        Left left = Left.of(subject.instance().change().wanted().build()).telling(PORT, port(subject));
        String ips = PortDetaching.nic(port(subject), subject.instance()).stream()
                .flatMap(nic -> nic.addresses().stream())
                .map(Nic.NicAddress::ip)
                .collect(Collectors.joining(","));
        return ips.isEmpty() ? left : left.telling("ips", ips);
    }

    @Override
    public Left undone(Subject subject) {
        return PortDetaching.without(port(subject), subject);
    }

    private String port(Subject subject) {
        return request.nic()
                .port()
                .orElseGet(() -> NicsRequest.portId(subject.work().id(), 0));
    }
}
