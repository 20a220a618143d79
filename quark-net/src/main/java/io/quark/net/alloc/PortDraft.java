package io.quark.net.alloc;

import io.quark.common.model.NetRequest.AddressSpec;
import io.quark.common.model.Port;
import io.quark.net.alloc.AddressChoice.Asker;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One new port in the making. First {@link #hold} keeps what it names away from others, then {@link #claim} takes that and all that is
 * still missing, then {@link #finish} makes the record.
 */
final class PortDraft {

    private final NetState state;
    private final Draft draft;
    private final PortAsk asked;
    private final NetworkState network;
    private final MacChoice macChoice;
    private final AddressChoice addressChoice;
    private Optional<MacChoice.Found> mac = Optional.empty();
    private final List<AddressChoice.Found> addresses = new ArrayList<>();

    PortDraft(
            NetState state,
            Draft draft,
            PortAsk asked,
            NetworkState network,
            MacChoice macChoice,
            AddressChoice addressChoice) {
        this.state = state;
        this.draft = draft;
        this.asked = asked;
        this.network = network;
        this.macChoice = macChoice;
        this.addressChoice = addressChoice;
    }

    /** Holds what is asked for by name; says why that cannot be had. */
    Optional<Choice.Denied<Void>> hold() {
        Optional<Choice.Denied<Void>> refusal =
                asked.mac().flatMap(text -> macChoice.requested(text).refusalOr(this::hold));
        for (AddressSpec spec : asked.ips()) {
            if (refusal.isEmpty() && spec.ip().isPresent()) {
                refusal =
                        addressChoice.requested(spec.ip().get(), spec.subnet()).refusalOr(this::hold);
            }
        }
        return refusal;
    }

    private void hold(MacChoice.Found found) {
        found.range().macs().hold(found.mac(), asked.port(), draft);
        mac = Optional.of(found);
    }

    private void hold(AddressChoice.Found found) {
        found.subnet().addresses().hold(found.ip(), asked.port(), draft);
        addresses.add(found);
    }

    /** Claims what is held and what is still missing; says why there is none. */
    Optional<Choice.Denied<Void>> claim(String workUnit) {
        mac.ifPresent(held -> claim(held, workUnit));
        addresses.forEach(held -> claim(held, workUnit));
        if (mac.isEmpty()) {
            Optional<Choice.Denied<Void>> refusal = macChoice.automatic().refusalOr(found -> {
                claim(found, workUnit);
                mac = Optional.of(found);
            });
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        Asker asker = new Asker(Optional.of(chosenMac().mac()), asked.port());
        for (AddressSpec spec : asked.ips()) {
            Optional<Choice.Denied<Void>> refusal = spec.ip().isPresent()
                    ? Optional.empty()
                    : addressChoice.of(spec, asker).refusalOr(found -> take(found, workUnit));
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return addressChoice
                .missing(addresses, asker)
                .refusalOr(missing -> missing.forEach(found -> take(found, workUnit)));
    }

    private void take(AddressChoice.Found found, String workUnit) {
        claim(found, workUnit);
        addresses.add(found);
    }

    private void claim(MacChoice.Found found, String workUnit) {
        found.claim(asked.port(), workUnit, draft);
    }

    private void claim(AddressChoice.Found found, String workUnit) {
        found.claim(asked.port(), workUnit, draft);
    }

    private MacChoice.Found chosenMac() {
        return mac.orElseThrow(() -> new IllegalStateException("no MAC chosen yet"));
    }

    String portPath() {
        return state.paths().port(asked.network(), asked.port());
    }

    int addressCount() {
        return addresses.size();
    }

    /**
     * Adds the port's record, once all is claimed.
     *
     * @param batch as {@link Port#batch}
     */
    Port finish(String project, String workUnit, Optional<String> batch, Instant now) {
        Port port = new Port(
                asked.port(),
                asked.network(),
                asked.name(),
                project,
                chosenMac().mac().text(),
                chosenMac().range().idForPort(),
                addresses.stream().map(found -> found.forPort(false)).toList(),
                asked.device(),
                asked.qosPolicy(),
                asked.securityGroups(),
                asked.tags(),
                asked.sticky(),
                batch,
                Optional.empty(),
                now,
                workUnit);
        network.propose(port, 0, draft.proposal());
        draft.onEnd(() -> network.unpropose(port.id(), draft.proposal()));
        draft.addAll(state.portRecords().create(port));
        return port;
    }
}
