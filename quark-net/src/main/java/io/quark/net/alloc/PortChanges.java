package io.quark.net.alloc;

import io.quark.common.model.NetRequest;
import io.quark.common.model.WorkRequest;
import java.util.Optional;

/** Changes of ports, addresses and MACs. */
final class PortChanges {

    private final NetState state;

    PortChanges(NetState state) {
        this.state = state;
    }

    /** Empty where the request is of another kind. */
    Optional<NetStep> next(NetWork work) {
        WorkRequest request = work.request();
        if (request instanceof NetRequest.CreatePorts create) {
            return Optional.of(new PortBatch(state, work, create).next());
        }
        if (request instanceof NetRequest.DeletePorts delete) {
            return Optional.of(new PortRemoval(state, work, delete).next());
        }
        if (request instanceof NetRequest.UpdatePort update) {
            return Optional.of(new PortEdit(state, work, update).next());
        }
        if (request instanceof NetRequest.AddAddress add) {
            return Optional.of(new PortAddresses(state, work).add(add));
        }
        if (request instanceof NetRequest.RemoveAddress remove) {
            return Optional.of(new PortAddresses(state, work).remove(remove));
        }
        return ofWhatHasNoPort(work);
    }

    private Optional<NetStep> ofWhatHasNoPort(NetWork work) {
        WorkRequest request = work.request();
        if (request instanceof NetRequest.CreateAddress create) {
            return Optional.of(new LooseAddresses(state, work).create(create));
        }
        if (request instanceof NetRequest.UpdateAddress update) {
            return Optional.of(new LooseAddresses(state, work).update(update));
        }
        if (request instanceof NetRequest.DeleteAddress delete) {
            return Optional.of(new LooseAddresses(state, work).delete(delete));
        }
        if (request instanceof NetRequest.CreateMac create) {
            return Optional.of(new LooseMacs(state, work).create(create));
        }
        if (request instanceof NetRequest.DeleteMac delete) {
            return Optional.of(new LooseMacs(state, work).delete(delete));
        }
        return Optional.empty();
    }
}
