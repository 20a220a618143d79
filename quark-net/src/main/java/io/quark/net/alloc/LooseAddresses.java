package io.quark.net.alloc;

import io.quark.common.id.Ids;
import io.quark.common.model.Claim;
import io.quark.common.model.NetRequest.CreateAddress;
import io.quark.common.model.NetRequest.DeleteAddress;
import io.quark.common.model.NetRequest.UpdateAddress;
import io.quark.common.model.Network;
import io.quark.common.model.Port;
import io.quark.common.model.Port.PortAddress;
import io.quark.common.model.Problem;
import io.quark.common.tree.Op;
import io.quark.net.alloc.NetStep.ChangedNic;
import io.quark.net.alloc.NetStep.Next;
import io.quark.net.alloc.NetWork.Hosts;
import io.quark.net.alloc.NetworkState.Versioned;
import io.quark.net.alloc.Reach.OpenNetwork;
import io.quark.net.alloc.Reach.PortThere;
import io.quark.net.model.Ip;
import io.quark.net.model.NicRules;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Addresses by themselves: shared by ports, held by what has no port, or only recorded. They stay when their last port leaves. Hosts of
 * instances are told before an address is gone from a port.
 */
final class LooseAddresses {

    /** Ports that share one address: each costs operations in one transaction, those of instances several. */
    static final int MAX_SHARING = 32;

    private final NetState state;
    private final NetWork work;
    private final Reach reach;

    LooseAddresses(NetState state, NetWork work) {
        this.state = state;
        this.work = work;
        this.reach = new Reach(state, work.project());
    }

    /** An address with its claim. */
    private record Known(String network, SubnetState subnet, Ip ip, ClaimNode node) {

        String text() {
            return ip.text();
        }

        Claim claim() {
            return node.claim();
        }

        Op write(Claim claim) {
            return subnet.addresses().set(ip, claim, node.version());
        }
    }

    private Optional<Known> known(String network, String text) {
        return Ip.parse(text)
                .good()
                .flatMap(ip -> state.network(network)
                        .flatMap(there -> there.subnetOf(ip))
                        .flatMap(subnet -> subnet.addresses()
                                .space()
                                .claim(ip)
                                .map(node -> new Known(network, subnet, ip, node))));
    }

    // --- create

    NetStep create(CreateAddress request) {
        if (work.begun()) {
            return afterCreating(request);
        }
        if (request.device().filter(Port.Device::isInstance).isPresent()) {
            return PortSteps.refuse(PortRefusals.instanceDevice());
        }
        Choice<OpenNetwork> network = reach.network(request.network());
        if (network instanceof Choice.Denied<OpenNetwork> denied) {
            return PortSteps.refuse(denied);
        }
        Choice<List<PortThere>> ports =
                joining(request.network(), request.ports(), request.ports().size());
        if (ports instanceof Choice.Denied<List<PortThere>> denied) {
            return PortSteps.refuse(denied);
        }
        return create(
                request,
                ((Choice.Chosen<OpenNetwork>) network).value(),
                ((Choice.Chosen<List<PortThere>>) ports).value());
    }

    private NetStep create(CreateAddress request, OpenNetwork network, List<PortThere> ports) {
        Draft draft = state.proposals().draft();
        draft.restsOn(state.paths().network(request.network()), network.version());
        String seed = Ids.derived(work.workUnit(), "address");
        Choice<AddressChoice.Found> found = new AddressChoice(state, network, work.now(), work.stripe())
                .of(request.address(), new AddressChoice.Asker(Optional.empty(), seed));
        if (found instanceof Choice.Denied<AddressChoice.Found> denied) {
            return PortSteps.refuse(draft, denied);
        }
        AddressChoice.Found chosen = ((Choice.Chosen<AddressChoice.Found>) found).value();
        Claim claim = new Claim(
                Claim.State.ALLOCATED,
                ports.stream().map(port -> port.record().id()).toList(),
                request.device(),
                Optional.of(work.project()),
                request.note(),
                true,
                work.workUnit());
        chosen.claim("work unit " + work.workUnit(), claim, draft);
        List<ChangedNic> nics = new ArrayList<>();
        for (PortThere port : ports) {
            write(port, PortForms.with(port.record(), chosen.forPort(true), work.workUnit()), draft, nics);
        }
        Next next = nics.isEmpty() ? new Next.End(Map.of("ip", chosen.ip().text())) : new Next.TellHosts();
        return PortSteps.act(state, draft, next, nics);
    }

    private NetStep afterCreating(CreateAddress request) {
        Optional<Known> made = made(request);
        if (made.isEmpty()) { // all its ports went meanwhile, or somebody gave it to others
            return PortSteps.end(List.of(), Map.of());
        }
        Known known = made.get();
        List<PortThere> ports = portsOf(known);
        if (work.hosts().filter(Hosts.FAILED::equals).isEmpty()) {
            return applied(ports) ? PortSteps.end(List.of(), Map.of("ip", known.text())) : tell(ports);
        }
        Draft draft = new Draft(0);
        List<ChangedNic> nics = new ArrayList<>();
        ports.forEach(
                port -> write(port, PortForms.without(port.record(), known.text(), work.workUnit()), draft, nics));
        draft.add(known.write(Claim.cooling(work.workUnit())));
        return PortSteps.undo(PortRefusals.hostFailed(known.text() + " was not given to its ports"), draft.ops(), nics);
    }

    /** The address that this work unit made: only its first step's claim says so. */
    private Optional<Known> made(CreateAddress request) {
        return request.ports().stream()
                .flatMap(id -> port(request.network(), id).stream())
                .flatMap(port -> port.record().addresses().stream())
                .flatMap(address -> known(request.network(), address.ip()).stream())
                .filter(known -> known.claim().op().equals(work.workUnit()))
                .findFirst();
    }

    // --- update

    NetStep update(UpdateAddress request) {
        Optional<Known> known = known(request.network(), request.ip()).filter(one -> isMine(one.claim()));
        if (known.isEmpty()) {
            return PortSteps.refuse(ofOther(request));
        }
        if (request.device().filter(Port.Device::isInstance).isPresent()) {
            return PortSteps.refuse(PortRefusals.instanceDevice());
        }
        Set<String> wanted = new LinkedHashSet<>(
                request.ports().orElseGet(() -> known.get().claim().ports()));
        return work.begun() ? afterUpdating(request, known.get(), wanted) : update(request, known.get(), wanted);
    }

    private boolean isMine(Claim claim) {
        return claim.kept() && claim.project().equals(Optional.of(work.project()));
    }

    /** Why that address cannot be changed: it is a port's own, or not there for this project. */
    private Problem ofOther(UpdateAddress request) {
        return known(request.network(), request.ip())
                .filter(one -> !one.claim().kept())
                .flatMap(one -> portsOf(one).stream()
                        .map(PortThere::record)
                        .filter(port -> port.project().equals(work.project()))
                        .findFirst())
                .map(port -> PortRefusals.addressOfPort(request.ip(), NetState.describe(port)))
                .orElseGet(() -> PortRefusals.noSuchAddress(request.ip()));
    }

    private NetStep update(UpdateAddress request, Known known, Set<String> wanted) {
        List<String> has = known.claim().ports();
        Choice<List<PortThere>> joining = joining(
                request.network(),
                wanted.stream().filter(id -> !has.contains(id)).toList(),
                wanted.size());
        List<PortThere> leaving = portsOf(known).stream()
                .filter(port -> !wanted.contains(port.record().id()))
                .toList();
        if (joining instanceof Choice.Denied<List<PortThere>> denied) {
            return PortSteps.refuse(denied);
        }
        if (portsOf(known).stream().anyMatch(port -> isLeaving(port, known))) {
            return PortSteps.refuse(PortRefusals.addressLeaving(known.text()));
        }
        List<PortThere> added = ((Choice.Chosen<List<PortThere>>) joining).value();
        Draft draft = new Draft(0);
        Optional<Choice.Denied<Void>> closed = added.isEmpty() ? Optional.empty() : open(known, draft);
        return closed.<NetStep>map(PortSteps::refuse).orElseGet(() -> change(request, known, added, leaving, draft));
    }

    /** Ports may join only where something may be had still. */
    private Optional<Choice.Denied<Void>> open(Known known, Draft draft) {
        if (known.subnet().subnet().deleting().isPresent()) {
            return Optional.of(Choice.Denied.firmly(
                    PortRefusals.subnetIsGoing(known.subnet().cidr().text())));
        }
        return reach.network(known.network())
                .refusalOr(network -> draft.restsOn(state.paths().network(known.network()), network.version()));
    }

    private NetStep change(
            UpdateAddress request, Known known, List<PortThere> added, List<PortThere> leaving, Draft draft) {
        boolean tell = added.stream().anyMatch(LooseAddresses::isInstances)
                || leaving.stream().anyMatch(LooseAddresses::isInstances);
        PortAddress address =
                new PortAddress(known.text(), known.subnet().subnet().id(), true, false);
        List<ChangedNic> nics = new ArrayList<>();
        for (PortThere port : added) {
            write(port, PortForms.with(port.record(), address, work.workUnit()), draft, nics);
        }
        for (PortThere port : leaving) {
            Port changed = tell
                    ? PortForms.leaving(port.record(), known.text(), true, work.workUnit())
                    : PortForms.without(port.record(), known.text(), work.workUnit());
            write(port, changed, draft, nics);
        }
        Set<String> ports = new LinkedHashSet<>(known.claim().ports());
        if (!tell) {
            leaving.forEach(port -> ports.remove(port.record().id()));
        }
        added.forEach(port -> ports.add(port.record().id()));
        Claim claim = known.claim().withPorts(List.copyOf(ports), work.workUnit());
        draft.add(known.write(tell ? claim : described(claim, request)));
        Next next = tell ? new Next.TellHosts() : new Next.End(Map.of("ip", known.text()));
        return new NetStep.Act(draft.ops(), next, nics, 0);
    }

    private static Claim described(Claim claim, UpdateAddress request) {
        return new Claim(
                claim.state(),
                claim.ports(),
                request.device().or(claim::device),
                claim.project(),
                request.note().or(claim::note),
                claim.kept(),
                claim.op());
    }

    private NetStep afterUpdating(UpdateAddress request, Known known, Set<String> wanted) {
        List<PortThere> ports = portsOf(known);
        if (work.hosts().filter(Hosts.FAILED::equals).isPresent()) {
            return changedBack(known, ports, wanted);
        }
        if (!applied(ports)) {
            return tell(ports);
        }
        Draft draft = new Draft(0);
        List<String> stay = new ArrayList<>();
        for (PortThere port : ports) {
            if (isLeaving(port, known)) {
                write(port, PortForms.without(port.record(), known.text(), work.workUnit()), draft, new ArrayList<>());
            } else {
                stay.add(port.record().id());
            }
        }
        draft.add(known.write(described(known.claim().withPorts(stay, work.workUnit()), request)));
        return PortSteps.end(draft.ops(), Map.of("ip", known.text()));
    }

    /**
     * What was to leave stays, and what was added goes. A port that somebody else wrote since keeps the address: its host was told of it
     * then.
     */
    private NetStep changedBack(Known known, List<PortThere> ports, Set<String> wanted) {
        Draft draft = new Draft(0);
        List<ChangedNic> nics = new ArrayList<>();
        List<String> stay = new ArrayList<>();
        for (PortThere port : ports) {
            boolean written = port.record().op().equals(work.workUnit());
            if (isLeaving(port, known)) {
                write(port, PortForms.leaving(port.record(), known.text(), false, work.workUnit()), draft, nics);
                stay.add(port.record().id());
            } else if (written && wanted.contains(port.record().id())) {
                write(port, PortForms.without(port.record(), known.text(), work.workUnit()), draft, nics);
            } else {
                stay.add(port.record().id());
            }
        }
        draft.add(known.write(known.claim().withPorts(stay, work.workUnit())));
        return PortSteps.undo(
                PortRefusals.hostFailed("the ports of " + known.text() + " are as before"), draft.ops(), nics);
    }

    // --- delete

    NetStep delete(DeleteAddress request) {
        Optional<Network> network =
                state.network(request.network()).flatMap(NetworkState::network).map(Versioned::record);
        boolean owner =
                network.filter(one -> one.project().equals(work.project())).isPresent();
        Optional<Known> known = known(request.network(), request.ip()).filter(one -> owner || isMine(one.claim()));
        if (known.isEmpty()) {
            return PortSteps.refuse(PortRefusals.noSuchAddress(request.ip()));
        }
        Known one = known.get();
        if (one.node().cooling()) {
            return PortSteps.end(
                    List.of(one.subnet().addresses().free(one.ip(), one.node().version())), Map.of("ip", one.text()));
        }
        return one.claim().ports().isEmpty()
                ? PortSteps.end(List.of(one.write(Claim.cooling(work.workUnit()))), Map.of("ip", one.text()))
                : PortSteps.refuse(
                        PortRefusals.addressHeld(one.text(), one.claim().ports()));
    }

    // --- ports

    /** Ports that are to have the address, too. */
    private Choice<List<PortThere>> joining(String network, List<String> ids, int all) {
        if (all > MAX_SHARING) {
            return Choice.Denied.firmly(PortRefusals.tooManyPorts(all, MAX_SHARING));
        }
        List<PortThere> ports = new ArrayList<>();
        for (String id : new LinkedHashSet<>(ids)) {
            Optional<Choice.Denied<Void>> refusal = reach.port(network, id).refusalOr(ports::add);
            if (refusal.isPresent()) {
                return refusal.get().instead();
            }
        }
        PortQuota quota = new PortQuota(state, work.project());
        for (PortThere port : ports) {
            int count = port.record().addresses().size() + 1;
            if (count > NicRules.MAX_IPS_PER_NIC) {
                return Choice.Denied.firmly(PortRefusals.tooManyAddresses(count, NicRules.MAX_IPS_PER_NIC));
            }
            Optional<Choice.Denied<Void>> refusal = quota.addresses(count);
            if (refusal.isPresent()) {
                return refusal.get().instead();
            }
        }
        return new Choice.Chosen<>(ports);
    }

    private Optional<PortThere> port(String network, String id) {
        return reach.anyPort(network, id) instanceof Choice.Chosen<PortThere> chosen
                ? Optional.of(chosen.value())
                : Optional.empty();
    }

    /** The ports that have it. */
    private List<PortThere> portsOf(Known known) {
        return known.claim().ports().stream()
                .flatMap(id -> port(known.network(), id).stream())
                .toList();
    }

    private static boolean isLeaving(PortThere port, Known known) {
        return port.record().addresses().stream()
                .anyMatch(address -> address.leaving() && address.ip().equals(known.text()));
    }

    private static boolean isInstances(PortThere port) {
        return port.record().instance().isPresent();
    }

    /** Whether the hosts did it, or there is none to do it. */
    private boolean applied(List<PortThere> ports) {
        return work.hosts().isPresent() || ports.stream().noneMatch(LooseAddresses::isInstances);
    }

    private static NetStep tell(List<PortThere> ports) {
        List<ChangedNic> nics = ports.stream()
                .flatMap(port -> PortForms.nic(port, port.record()).stream())
                .toList();
        return new NetStep.Act(List.of(), new Next.TellHosts(), nics, 0);
    }

    private void write(PortThere there, Port port, Draft draft, List<ChangedNic> nics) {
        draft.addAll(state.portRecords().set(there.record(), port, there.version()));
        PortForms.nic(there, port).ifPresent(nics::add);
    }
}
