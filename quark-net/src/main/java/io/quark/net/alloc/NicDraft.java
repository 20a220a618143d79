package io.quark.net.alloc;

import io.quark.common.id.Ids;
import io.quark.common.model.InstanceSpec.NicRequest;
import io.quark.common.model.Network;
import io.quark.common.model.Nic;
import io.quark.common.model.Port;
import io.quark.common.tree.Op;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One interface in the making: what it has got so far is claimed in the draft. */
final class NicDraft {

    private final NetState state;
    private final Draft draft;
    private final NicsRequest request;
    private final int index;
    private final Network network;
    private final NetworkState networkState;
    private final MacChoice macChoice;
    private final AddressChoice addressChoice;
    private final String port;
    private Optional<MacChoice.Found> mac = Optional.empty();
    private final List<AddressChoice.Found> addresses = new ArrayList<>();

    NicDraft(
            NetState state,
            Draft draft,
            NicsRequest request,
            int index,
            Network network,
            NetworkState networkState,
            MacChoice macChoice,
            AddressChoice addressChoice) {
        this.state = state;
        this.draft = draft;
        this.request = request;
        this.index = index;
        this.network = network;
        this.networkState = networkState;
        this.macChoice = macChoice;
        this.addressChoice = addressChoice;
        this.port = Ids.derived(request.workUnit(), "port", Integer.toString(index));
    }

    private NicRequest asked() {
        return request.nics().get(index);
    }

    /** Claims what is asked for by name; says why that cannot be had. */
    Optional<Choice.Denied<Void>> takeRequested() {
        if (asked().mac().isPresent()) {
            Choice<MacChoice.Found> choice = macChoice.requested(asked().mac().get());
            if (choice instanceof Choice.Denied<MacChoice.Found> denied) {
                return Optional.of(denied.instead());
            }
            take(((Choice.Chosen<MacChoice.Found>) choice).value());
        }
        for (String ip : asked().ips()) {
            Choice<AddressChoice.Found> choice = addressChoice.requested(ip);
            if (choice instanceof Choice.Denied<AddressChoice.Found> denied) {
                return Optional.of(denied.instead());
            }
            take(((Choice.Chosen<AddressChoice.Found>) choice).value());
        }
        return Optional.empty();
    }

    /** Claims what is still missing; says why there is none. */
    Optional<Choice.Denied<Void>> takeAutomatic() {
        if (mac.isEmpty()) {
            Choice<MacChoice.Found> choice = macChoice.automatic();
            if (choice instanceof Choice.Denied<MacChoice.Found> denied) {
                return Optional.of(denied.instead());
            }
            take(((Choice.Chosen<MacChoice.Found>) choice).value());
        }
        Choice<List<AddressChoice.Found>> choice =
                addressChoice.missing(addresses, chosenMac().mac());
        if (choice instanceof Choice.Denied<List<AddressChoice.Found>> denied) {
            return Optional.of(denied.instead());
        }
        ((Choice.Chosen<List<AddressChoice.Found>>) choice).value().forEach(this::take);
        return Optional.empty();
    }

    private void take(MacChoice.Found found) {
        found.range().macs().claim(found.mac(), port, request.workUnit(), draft);
        mac = Optional.of(found);
    }

    private void take(AddressChoice.Found found) {
        found.subnet().addresses().claim(found.ip(), port, request.workUnit(), draft);
        addresses.add(found);
    }

    private MacChoice.Found chosenMac() {
        return mac.orElseThrow(() -> new IllegalStateException("no MAC chosen yet"));
    }

    String portPath() {
        return state.paths().port(network.id(), port);
    }

    /** Adds the port's record, once all is claimed. */
    Nic finish(Instant now) {
        networkState.propose(port, draft.proposal());
        draft.add(Op.create(portPath(), portRecord(now)), () -> networkState.unpropose(port, draft.proposal()));
        return new Nic(
                port,
                new Nic.NicNetwork(network.id(), network.name(), network.driver(), network.segment(), network.mtu()),
                chosenMac().mac().text(),
                addresses.stream().map(AddressChoice.Found::forNic).toList(),
                asked().qosPolicy().or(network::qosPolicy));
    }

    private Port portRecord(Instant now) {
        return new Port(
                port,
                network.id(),
                request.instanceName() + "-" + index,
                request.project(),
                chosenMac().mac().text(),
                chosenMac().range().idForPort(),
                addresses.stream()
                        .map(found -> Port.PortAddress.of(
                                found.ip().text(), found.subnet().subnet().id()))
                        .toList(),
                Optional.of(Port.Device.instance(request.instance())),
                asked().qosPolicy(),
                List.of(),
                false,
                Optional.empty(),
                Optional.empty(),
                now,
                request.workUnit());
    }
}
