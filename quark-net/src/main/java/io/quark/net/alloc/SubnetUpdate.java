package io.quark.net.alloc;

import io.quark.common.model.NetRequest;
import io.quark.common.model.NetRequest.UpdateSubnet;
import io.quark.common.model.Network;
import io.quark.common.model.Subnet;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.net.alloc.NetworkState.Versioned;
import io.quark.net.model.Checked;
import io.quark.net.model.NewSubnet;
import io.quark.net.model.SubnetRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Changes a subnet. What may strand an address in use takes two steps: first the new rules, together with what was before, so that
 * nothing is handed out against either; then, once that is seen, and with it every address given before, the end of the change,
 * or the record as it was.
 */
final class SubnetUpdate {

    private final NetState state;
    private final Paths paths;
    private final Steps steps;
    private final Bindings bindings;
    private final Stranding stranding;

    SubnetUpdate(NetState state) {
        this.state = state;
        this.paths = state.paths();
        this.steps = new Steps(state);
        this.bindings = new Bindings(state);
        this.stranding = new Stranding(state);
    }

    /** What a change is about. */
    private record Place(NetworkState network, Versioned<Network> record, SubnetState subnet) {
        Subnet now() {
            return subnet.subnet();
        }
    }

    NetStep update(NetWork work, UpdateSubnet asked) {
        String id = work.target().id();
        Optional<NetworkState> network = state.network(asked.network());
        Optional<Versioned<Network>> record = network.flatMap(NetworkState::network);
        Optional<SubnetState> subnet =
                network.flatMap(known -> Optional.ofNullable(known.subnets().get(id)));
        if (subnet.isEmpty() || record.isEmpty()) {
            return Steps.refused(StructureRefusals.notFound("subnet", id));
        }
        Place place = new Place(network.get(), record.get(), subnet.get());
        Subnet now = place.now();
        if (now.changing().isPresent() && now.changing().get().workUnit().equals(work.workUnit())) {
            return finish(work, place); // also in a network that is going: it may turn out to stay
        }
        if (record.get().record().state() != Network.State.ACTIVE) {
            return Steps.refused(Refusals.networkIsGoing(record.get().record().name()));
        }
        if (now.deleting().isPresent()) {
            return Steps.refused(StructureRefusals.going("subnet", now.name()));
        }
        if (now.changing().isPresent()) {
            return Steps.later();
        }
        if (asked.ifVersion().filter(one -> one != subnet.get().version()).isPresent()) {
            return Steps.refused(StructureRefusals.stale("subnet", subnet.get().version()));
        }
        return begin(work, asked, place);
    }

    private NetStep begin(NetWork work, UpdateSubnet asked, Place place) {
        Subnet now = place.now();
        List<Subnet> others = place.network.subnetsInOrder().stream()
                .map(SubnetState::subnet)
                .filter(other -> !other.id().equals(now.id()))
                .toList();
        Checked<Subnet> checked =
                NewSubnet.complete(merged(now, asked), now.id(), place.record.record(), others, now.createdAt());
        if (!(checked instanceof Checked.Good<Subnet> good)) {
            return Steps.refused(StructureRefusals.invalid("subnet", checked.faults()));
        }
        Subnet after = good.value().withOp(work.workUnit());
        boolean sameRules = after.gateway().equals(now.gateway())
                && after.pools().equals(now.pools())
                && after.ipPolicy().equals(now.ipPolicy());
        if (sameRules) {
            return steps.step(
                    Steps.end("subnet", now.id()),
                    steps.set(path(now), after, place.subnet.version()),
                    steps.bump(place.record));
        }
        Holders stranded = stranding.of(place.network, place.subnet, now, after);
        if (!stranded.isEmpty()) {
            return Steps.refused(StructureRefusals.stranded("subnet '" + now.name() + "'", stranded));
        }
        Subnet changing = after.withChanging(Optional.of(new Subnet.Changing(work.workUnit(), now)), work.workUnit());
        return steps.step(
                Steps.more("check"),
                steps.set(path(now), changing, place.subnet.version()),
                steps.bump(place.record),
                draft -> after.ipPolicy()
                        .filter(policy -> now.ipPolicy().filter(policy::equals).isEmpty())
                        .flatMap(policy -> bindings.bind(draft, policy, now.id(), place.record.record())));
    }

    private NetStep finish(NetWork work, Place place) {
        Subnet now = place.now();
        Subnet before = now.changing().orElseThrow().before();
        Holders stranded = stranding.of(place.network, place.subnet, before, now);
        if (!stranded.isEmpty()) {
            List<Op> back = new ArrayList<>(List.of(
                    Op.set(path(now), before.withOp(work.workUnit()), place.subnet.version()),
                    Op.set(paths.network(now.network()), place.record.record(), place.record.version())));
            unbind(now.ipPolicy(), before.ipPolicy(), now.id()).ifPresent(back::add);
            return Steps.takenBack(StructureRefusals.stranded("subnet '" + before.name() + "'", stranded), back);
        }
        return steps.step(
                Steps.end("subnet", now.id()),
                steps.set(path(now), now.withChanging(Optional.empty(), work.workUnit()), place.subnet.version()),
                steps.bump(place.record),
                Steps.add(() -> unbind(before.ipPolicy(), now.ipPolicy(), now.id()).stream()));
    }

    /** Ends the binding to the one policy, unless it is the other. */
    private Optional<Op> unbind(Optional<String> policy, Optional<String> kept, String subnet) {
        return policy.filter(one -> !kept.equals(policy)).flatMap(one -> bindings.unbind(one, subnet));
    }

    private static SubnetRequest merged(Subnet now, UpdateSubnet asked) {
        return new SubnetRequest(
                asked.name().or(() -> Optional.of(now.name())),
                now.cidr(),
                asked.gateway().or(() -> Optional.of(now.gateway().orElse(SubnetRequest.NO_GATEWAY))),
                asked.pools().orElse(now.pools()),
                asked.routes().orElse(now.routes()),
                asked.dns().orElse(now.dns()),
                asked.domain().or(now::domain),
                asked.ipPolicy().or(now::ipPolicy).filter(policy -> !policy.equals(NetRequest.NONE)),
                asked.reuseAfterS().or(() -> Optional.of(now.reuseAfterS())),
                asked.tags().orElse(now.tags()));
    }

    private String path(Subnet subnet) {
        return paths.subnet(subnet.network(), subnet.id());
    }
}
