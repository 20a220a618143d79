package io.quark.net.alloc;

import io.quark.common.model.Claim;
import io.quark.common.model.NetRequest.CreateMac;
import io.quark.common.model.NetRequest.DeleteMac;
import io.quark.common.model.Port;
import io.quark.net.alloc.NetStep.Next;
import io.quark.net.model.Mac;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** MACs for devices that have no port. */
final class LooseMacs {

    private final NetState state;
    private final NetWork work;

    LooseMacs(NetState state, NetWork work) {
        this.state = state;
        this.work = work;
    }

    NetStep create(CreateMac request) {
        if (request.device().filter(Port.Device::isInstance).isPresent()) {
            return PortSteps.refuse(PortRefusals.instanceDevice());
        }
        MacChoice choice = new MacChoice(state, work.now(), work.stripe());
        Choice<MacChoice.Found> found = request.mac().map(choice::requested).orElseGet(choice::automatic);
        if (found instanceof Choice.Denied<MacChoice.Found> denied) {
            return PortSteps.refuse(denied);
        }
        MacChoice.Found chosen = ((Choice.Chosen<MacChoice.Found>) found).value();
        Draft draft = state.proposals().draft();
        Claim claim = new Claim(
                Claim.State.ALLOCATED,
                List.of(),
                request.device(),
                Optional.of(work.project()),
                request.note(),
                true,
                work.workUnit());
        chosen.claim("work unit " + work.workUnit(), claim, draft);
        return PortSteps.act(
                state, draft, new Next.End(Map.of("mac", chosen.mac().text())), List.of());
    }

    NetStep delete(DeleteMac request) {
        Optional<Mac> mac = Mac.parse(request.mac()).good();
        for (MacRangeState range : state.macRanges().values()) {
            Optional<ClaimNode> node =
                    mac.flatMap(one -> range.macs().space().claim(one).filter(claim -> !claim.cooling()));
            if (node.isPresent()) {
                return delete(mac.get(), range, node.get());
            }
        }
        return PortSteps.refuse(PortRefusals.noSuchMac(request.mac()));
    }

    private NetStep delete(Mac mac, MacRangeState range, ClaimNode node) {
        if (!node.claim().ports().isEmpty()) {
            return PortSteps.refuse(
                    PortRefusals.macOfPort(mac, state.holder(node.claim().ports())));
        }
        return node.claim().project().filter(work.project()::equals).isPresent()
                ? PortSteps.end(
                        List.of(range.macs().set(mac, Claim.cooling(work.workUnit()), node.version())),
                        Map.of("mac", mac.text()))
                : PortSteps.refuse(PortRefusals.noSuchMac(mac.text()));
    }
}
