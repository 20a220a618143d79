package io.quark.api.port;

import io.quark.api.http.Request;
import io.quark.api.network.AddressBook;
import io.quark.api.network.Ownership;
import io.quark.api.view.Cluster;
import io.quark.api.work.Draft;
import io.quark.api.work.WorkUnitIds;
import io.quark.common.id.Ids;
import io.quark.common.model.NetRequest.CreatePorts;
import io.quark.common.model.NetRequest.DeletePorts;
import io.quark.common.model.NetRequest.Part;
import io.quark.common.model.NetRequest.PortRef;
import io.quark.common.model.NetRequest.PortSpec;
import io.quark.common.model.Port;
import io.quark.common.model.Target;
import java.util.ArrayList;
import java.util.List;

/** Drafts what is done to ports, one or many at once: all or none. Reads views, touches nothing. */
final class PortChanges {

    private final Cluster cluster;
    private final AddressBook book;

    PortChanges(Cluster cluster, AddressBook book) {
        this.cluster = cluster;
        this.book = book;
    }

    /** New ports; faults are refused. */
    Draft creation(Request request, List<PortBody> ports, List<String> pointers, WorkUnitIds ids) {
        PortDraft draft = new PortDraft(cluster, request.project(), request.faults());
        List<PortSpec> specs = new ArrayList<>();
        for (int i = 0; i < ports.size(); i++) {
            draft.resolve(ports.get(i), pointers.get(i)).ifPresent(specs::add);
        }
        request.refuseFaults(PortRoutes.HINT);
        String workUnit = ids.inShardOf(specs.get(0).network());
        String first = Ids.derived(workUnit, PortRoutes.TYPE, "0");
        Target target = specs.size() == 1
                ? new Target(PortRoutes.TYPE, first, specs.get(0).name().orElse(first))
                : new Target("ports", workUnit, specs.size() + " ports");
        PortParts<PortSpec> parts = PortParts.of(specs);
        return book.possible(
                request.project(),
                new Draft(
                        workUnit,
                        target,
                        new CreatePorts(parts.first(), parts.further().size()),
                        parts.further().stream()
                                .map(part -> new Part(part, List.of()))
                                .toList()));
    }

    /** The ports that a request names in {@code /ports}, each once; faults are refused. */
    List<Port> named(Request request, List<String> names) {
        List<Port> ports = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String pointer = "/ports/" + i;
            cluster.findPort()
                    .resolved(request.project(), names.get(i), pointer, request.faults())
                    .ifPresent(port -> {
                        if (ports.stream().anyMatch(other -> other.id().equals(port.id()))) {
                            request.faults().add(pointer, "is named twice");
                        }
                        ports.add(port);
                    });
        }
        request.refuseFaults("Name ports that are there, each once.");
        return ports;
    }

    /** The end of ports, which no instance may use. */
    Draft deletion(Request request, List<Port> ports, WorkUnitIds ids) {
        refuseUsed(ports);
        Port first = ports.get(0);
        String workUnit = ids.inShardOf(first.network());
        PortParts<PortRef> parts = PortParts.of(ports.stream()
                .map(port -> new PortRef(port.network(), port.id()))
                .toList());
        return book.possible(
                request.project(),
                new Draft(
                        workUnit,
                        ports.size() == 1
                                ? new Target(PortRoutes.TYPE, first.id(), first.name())
                                : new Target("ports", workUnit, ports.size() + " ports"),
                        new DeletePorts(parts.first(), parts.further().size()),
                        parts.further().stream()
                                .map(part -> new Part(List.of(), part))
                                .toList()));
    }

    /** What an instance uses is not taken away from it. */
    static void refuseUsed(List<Port> ports) {
        Ownership.refuseHeld(
                ports.size() == 1 ? "the port " + ports.get(0).name() + " is used" : "some of the ports are used",
                ports.stream()
                        .filter(port -> port.instance().isPresent())
                        .map(port -> "port " + port.name() + " by instance "
                                + port.instance().orElseThrow())
                        .toList(),
                "Delete the instance first: ports that were asked for by themselves are free then.");
    }
}
