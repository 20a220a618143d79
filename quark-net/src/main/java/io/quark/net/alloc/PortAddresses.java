package io.quark.net.alloc;

import io.quark.common.model.NetRequest.AddAddress;
import io.quark.common.model.NetRequest.RemoveAddress;
import io.quark.common.model.Port;
import io.quark.common.model.Port.PortAddress;
import io.quark.common.tree.Op;
import io.quark.net.alloc.NetStep.ChangedNic;
import io.quark.net.alloc.NetStep.Next;
import io.quark.net.alloc.NetWork.Hosts;
import io.quark.net.alloc.Reach.OpenNetwork;
import io.quark.net.alloc.Reach.PortThere;
import io.quark.net.model.Checked;
import io.quark.net.model.Ip;
import io.quark.net.model.Mac;
import io.quark.net.model.NicRules;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gives a port another address, or takes one away. Where an instance uses the port its host is told in between: an address that goes
 * is the port's until the host has dropped it.
 */
final class PortAddresses {

    private final NetState state;
    private final NetWork work;
    private final Reach reach;

    PortAddresses(NetState state, NetWork work) {
        this.state = state;
        this.work = work;
        this.reach = new Reach(state, work.project());
    }

    NetStep add(AddAddress request) {
        if (work.begun()) {
            return afterAdding(request);
        }
        Choice<OpenNetwork> network = reach.network(request.network());
        Choice<PortThere> choice =
                network.then(open -> reach.port(request.network(), work.target().id()));
        if (choice instanceof Choice.Denied<PortThere> denied) {
            return PortSteps.refuse(denied);
        }
        return add(
                request, ((Choice.Chosen<OpenNetwork>) network).value(), ((Choice.Chosen<PortThere>) choice).value());
    }

    private NetStep add(AddAddress request, OpenNetwork network, PortThere there) {
        Port port = there.record();
        Optional<Choice.Denied<Void>> many = oneMore(port);
        if (many.isPresent()) {
            return PortSteps.refuse(many.get());
        }
        Draft draft = state.proposals().draft();
        draft.restsOn(state.paths().network(request.network()), network.version());
        Choice<AddressChoice.Found> found = new AddressChoice(state, network, work.now(), work.stripe())
                .of(
                        request.address(),
                        new AddressChoice.Asker(Mac.parse(port.mac()).good(), port.id()));
        if (found instanceof Choice.Denied<AddressChoice.Found> denied) {
            return PortSteps.refuse(draft, denied);
        }
        AddressChoice.Found chosen = ((Choice.Chosen<AddressChoice.Found>) found).value();
        chosen.claim(port.id(), work.workUnit(), draft);
        Port changed = PortForms.with(port, chosen.forPort(false), work.workUnit());
        draft.addAll(write(there, changed));
        return PortSteps.act(state, draft, endOrTell(changed, chosen.ip().text()), nics(there, changed));
    }

    /** Whether it may have one more. */
    private Optional<Choice.Denied<Void>> oneMore(Port port) {
        int count = port.addresses().size() + 1;
        return count > NicRules.MAX_IPS_PER_NIC
                ? Optional.of(Choice.Denied.firmly(PortRefusals.tooManyAddresses(count, NicRules.MAX_IPS_PER_NIC)))
                : new PortQuota(state, work.project()).addresses(count);
    }

    private NetStep afterAdding(AddAddress request) {
        Choice<PortThere> choice =
                reach.anyPort(request.network(), work.target().id());
        if (choice instanceof Choice.Denied<PortThere> denied) {
            return PortSteps.refuse(denied); // it went meanwhile, with all it had
        }
        PortThere there = ((Choice.Chosen<PortThere>) choice).value();
        Optional<PortAddress> added = there.record().addresses().stream()
                .filter(address -> isOfThisWork(there, address))
                .findFirst();
        if (added.isEmpty()) { // taken away meanwhile by somebody else
            return PortSteps.end(List.of(), Map.of());
        }
        String ip = added.get().ip();
        if (work.hosts().filter(Hosts.FAILED::equals).isPresent()) {
            Port before = PortForms.without(there.record(), ip, work.workUnit());
            return PortSteps.undo(
                    PortRefusals.hostFailed(ip + " was not added to port " + before.id()),
                    drop(there, before, added.get()),
                    nics(there, before));
        }
        return applied(there)
                ? PortSteps.end(List.of(), Map.of("ip", ip))
                : new NetStep.Act(List.of(), new Next.TellHosts(), nics(there, there.record()), 0);
    }

    private boolean isOfThisWork(PortThere there, PortAddress address) {
        return Optional.ofNullable(there.network().subnets().get(address.subnet()))
                .flatMap(subnet -> subnet.addresses().space().claim(Ip.of(address.ip())))
                .filter(node -> node.claim().op().equals(work.workUnit()))
                .isPresent();
    }

    NetStep remove(RemoveAddress request) {
        Choice<PortThere> choice = work.begun()
                ? reach.anyPort(request.network(), work.target().id())
                : reach.port(request.network(), work.target().id());
        if (choice instanceof Choice.Denied<PortThere> denied) {
            return work.begun() ? PortSteps.end(List.of(), Map.of()) : PortSteps.refuse(denied);
        }
        PortThere there = ((Choice.Chosen<PortThere>) choice).value();
        Optional<PortAddress> address = addressOf(there.record(), request.ip());
        if (work.begun()) {
            return address.map(leaving -> afterRemoving(there, leaving))
                    .orElseGet(() -> PortSteps.end(List.of(), Map.of()));
        }
        if (address.isEmpty()) {
            return PortSteps.refuse(PortRefusals.noSuchAddress(request.ip()));
        }
        if (address.get().leaving()) {
            return PortSteps.refuse(PortRefusals.addressLeaving(request.ip()));
        }
        if (there.record().instance().isEmpty()) {
            return dropped(there, address.get());
        }
        Port changed = PortForms.leaving(there.record(), address.get().ip(), true, work.workUnit());
        return new NetStep.Act(write(there, changed), new Next.TellHosts(), nics(there, changed), 0);
    }

    private static Optional<PortAddress> addressOf(Port port, String text) {
        return Ip.parse(text) instanceof Checked.Good<Ip> ip
                ? port.addresses().stream()
                        .filter(address -> address.ip().equals(ip.value().text()))
                        .findFirst()
                : Optional.empty();
    }

    private NetStep afterRemoving(PortThere there, PortAddress address) {
        if (work.hosts().filter(Hosts.FAILED::equals).isPresent()) {
            Port before = PortForms.leaving(there.record(), address.ip(), false, work.workUnit());
            return PortSteps.undo(
                    PortRefusals.hostFailed(address.ip() + " was not removed from port " + before.id()),
                    write(there, before),
                    nics(there, before));
        }
        return applied(there)
                ? dropped(there, address)
                : new NetStep.Act(List.of(), new Next.TellHosts(), nics(there, there.record()), 0);
    }

    /** Whether no host has it, or has it otherwise than asked. */
    private boolean applied(PortThere there) {
        return work.hosts().isPresent() || there.record().instance().isEmpty();
    }

    private NetStep dropped(PortThere there, PortAddress address) {
        Port without = PortForms.without(there.record(), address.ip(), work.workUnit());
        return PortSteps.end(drop(there, without, address), Map.of("ip", address.ip()));
    }

    private List<Op> drop(PortThere there, Port without, PortAddress address) {
        Withdrawal withdrawal = new Withdrawal(state);
        withdrawal.leaveAddress(without.network(), address.subnet(), address.ip(), without.id());
        Draft draft = new Draft(0);
        draft.addAll(write(there, without));
        draft.addAll(withdrawal.ops(work.workUnit()));
        return draft.ops();
    }

    private List<Op> write(PortThere there, Port port) {
        return state.portRecords().set(there.record(), port, there.version());
    }

    private static Next endOrTell(Port port, String ip) {
        return port.instance().isPresent() ? new Next.TellHosts() : new Next.End(Map.of("ip", ip));
    }

    private static List<ChangedNic> nics(PortThere there, Port port) {
        return PortForms.nic(there, port).stream().toList();
    }
}
