package io.quark.net.alloc;

import io.quark.common.model.NetRequest.UpdatePort;
import io.quark.common.model.Port;
import io.quark.common.tree.Op;
import io.quark.net.alloc.Reach.PortThere;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Changes what a port says of itself: its name, its tags, what uses it. */
final class PortEdit {

    private final NetState state;
    private final NetWork work;
    private final UpdatePort request;

    PortEdit(NetState state, NetWork work, UpdatePort request) {
        this.state = state;
        this.work = work;
        this.request = request;
    }

    NetStep next() {
        Choice<PortThere> choice = new Reach(state, work.project())
                .port(request.network(), work.target().id());
        if (choice instanceof Choice.Denied<PortThere> denied) {
            return PortSteps.refuse(denied);
        }
        return change(((Choice.Chosen<PortThere>) choice).value());
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
        Optional<Port.Device> device =
                request.free() ? Optional.empty() : request.device().or(port::device);
        Port changed = port.renamed(
                        request.name().orElse(port.name()), request.tags().orElse(port.tags()), work.workUnit())
                .withDevice(device, work.workUnit());
        return PortSteps.end(
                List.of(Op.set(state.paths().port(port.network(), port.id()), changed, there.version())),
                Map.of("port", port.id()));
    }
}
