package io.quark.net.alloc;

import io.quark.common.model.NetRequest.AddRoute;
import io.quark.common.model.NetRequest.RemoveRoute;
import io.quark.common.model.Network;
import io.quark.common.model.Problem;
import io.quark.common.model.Subnet;
import io.quark.common.model.Subnet.Route;
import io.quark.net.alloc.NetworkState.Versioned;
import io.quark.net.model.Cidr;
import io.quark.net.model.Ip;
import io.quark.net.model.NewSubnet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** Routes come to, and go from, the subnet that holds their next hop. They strand nobody, so one step does. */
final class RouteChanges {

    private final NetState state;
    private final Steps steps;

    RouteChanges(NetState state) {
        this.state = state;
        this.steps = new Steps(state);
    }

    NetStep add(NetWork work, AddRoute asked) {
        return change(work, asked.route(), (place, route) -> {
            Subnet now = place.subnet.subnet();
            Subnet after = now.withRoutes(
                    Stream.concat(now.routes().stream(), Stream.of(route)).toList(), work.workUnit());
            List<Subnet> others = place.network.subnetsInOrder().stream()
                    .map(SubnetState::subnet)
                    .filter(other -> !other.id().equals(now.id()))
                    .toList();
            List<Problem.Fault> faults = NewSubnet.faults(after, place.record.record(), others);
            return faults.isEmpty()
                    ? write(place, after)
                    : Steps.refused(StructureRefusals.invalid(
                            "route", onlyOf(faults, now.routes().size())));
        });
    }

    NetStep remove(NetWork work, RemoveRoute asked) {
        return change(work, asked.route(), (place, route) -> {
            Subnet now = place.subnet.subnet();
            if (!now.routes().contains(route)) {
                return Steps.refused(
                        StructureRefusals.notFound("route", route.destination() + " via " + route.nextHop()));
            }
            List<Route> rest =
                    now.routes().stream().filter(one -> !one.equals(route)).toList();
            return write(place, now.withRoutes(rest, work.workUnit()));
        });
    }

    private record Place(NetworkState network, Versioned<Network> record, SubnetState subnet) {}

    private NetStep change(NetWork work, Route asked, BiFunction<Place, Route, NetStep> decide) {
        String id = work.target().id();
        Optional<NetworkState> network = state.network(id);
        Optional<Versioned<Network>> record = network.flatMap(NetworkState::network);
        if (record.isEmpty()) {
            return Steps.refused(Refusals.noSuchNetwork(id));
        }
        Network known = record.get().record();
        if (known.state() != Network.State.ACTIVE) {
            return Steps.refused(Refusals.networkIsGoing(known.name()));
        }
        Optional<Ip> hop = Ip.parse(asked.nextHop()).good();
        if (hop.isEmpty()) {
            return Steps.refused(Refusals.malformed(
                    "/next_hop", Ip.parse(asked.nextHop()).faults().get(0).detail()));
        }
        Optional<SubnetState> subnet = network.get().subnetOf(hop.get());
        if (subnet.isEmpty()) {
            return Steps.refused(
                    Refusals.outside(hop.get(), known.name(), network.get().subnetsInOrder()));
        }
        if (subnet.get().subnet().deleting().isPresent()) {
            return Steps.refused(
                    StructureRefusals.going("subnet", subnet.get().subnet().name()));
        }
        if (subnet.get().subnet().changing().isPresent()) {
            return Steps.later();
        }
        String to = Cidr.parse(asked.destination()).good().map(Cidr::text).orElse(asked.destination());
        return decide.apply(
                new Place(network.get(), record.get(), subnet.get()),
                new Route(to, hop.get().text()));
    }

    private NetStep write(Place place, Subnet after) {
        String path = state.paths().subnet(after.network(), after.id());
        return steps.step(
                new NetStep.Next.End(Map.of("network", after.network(), "subnet", after.id())),
                steps.set(path, after, place.subnet.version()),
                steps.bump(place.record));
    }

    /** The faults of the route at that place, as those of a route by itself. */
    private static List<Problem.Fault> onlyOf(List<Problem.Fault> faults, int index) {
        String at = "/routes/" + index;
        return faults.stream()
                .map(fault -> fault.pointer().startsWith(at)
                        ? new Problem.Fault(fault.pointer().substring(at.length()), fault.detail())
                        : fault)
                .toList();
    }
}
