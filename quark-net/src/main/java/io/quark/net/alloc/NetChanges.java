package io.quark.net.alloc;

/** Leads each kind of change to where it is decided. */
final class NetChanges {

    private final StructureChanges structure;
    private final PortChanges ports;

    NetChanges(StructureChanges structure, PortChanges ports) {
        this.structure = structure;
        this.ports = ports;
    }

    NetStep next(NetWork work) {
        return structure
                .next(work)
                .or(() -> ports.next(work))
                .orElseGet(() ->
                        NetStep.Refused.of(Refusals.unknownChange(work.request().kind()), false));
    }
}
