package io.quark.net.alloc;

import static io.quark.net.alloc.NetWorld.on;
import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.id.Ids;
import io.quark.common.model.InstanceSpec.NicRequest;
import io.quark.common.model.NetRequest;
import io.quark.common.model.Nic;
import io.quark.common.model.Place;
import io.quark.common.model.Segment;
import io.quark.common.model.WorkRequest.CreateNetwork;
import io.quark.common.tree.Node;
import io.quark.common.tree.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Places of ports: written with the machine's placement, gone with its hold on the port. */
class PlacesTest {

    private static final Optional<String> TUNNEL = Optional.of("192.0.2.1");

    private final NetWorld world = new NetWorld();
    private final NetDrive drive = new NetDrive(world);
    private final String machine = Ids.fresh();
    private String network = "";

    @BeforeEach
    void overlay() {
        drive.segmentPool(Segment.Type.VXLAN, Optional.empty(), 5000, 5009).succeeds();
        CreateNetwork create = NetDrive.segmented(Segment.Type.VXLAN, Optional.empty());
        drive.create(create).succeeds();
        network = create.network().id();
    }

    private Plan.Planned plan(NicRequest... nics) {
        NicsRequest request = new NicsRequest(world.work(), NetWorld.PROJECT, machine, "m", List.of(nics));
        Plan plan = world.index.plan(request, world.tree.now(), Stripe.WHOLE);
        assertThat(plan).isInstanceOf(Plan.Planned.class);
        return (Plan.Planned) plan;
    }

    private List<Nic> build(NicRequest... nics) {
        Plan.Planned plan = plan(nics);
        place(plan);
        world.view.catchUp();
        return plan.nics();
    }

    private void place(Plan.Planned plan) {
        List<Op> ops = new ArrayList<>(plan.ops());
        ops.addAll(world.index.place(plan.nics(), machine, "host-1", TUNNEL));
        world.index.settled(plan, world.tree.must(ops));
    }

    private List<Place> places() {
        return world.tree.below(world.tree.paths.places(network)).stream()
                .filter(node -> node.data().length > 0)
                .map(node -> node.as(Place.class))
                .toList();
    }

    @Test
    void aPlacedPortSaysWhereItIs() {
        Nic nic = build(on(network)).get(0);
        assertThat(places()).containsExactly(new Place("host-1", "192.0.2.1", nic.mac(), machine));
    }

    @Test
    void aFurtherAttemptMovesIt() {
        List<Nic> nics = build(on(network));
        world.commit(world.index.place(nics, machine, "host-2", Optional.of("192.0.2.2")));
        assertThat(places()).extracting(Place::host).containsExactly("host-2");
        world.commit(world.index.place(nics, machine, "host-3", Optional.empty()));
        assertThat(places()).isEmpty();
        world.commit(world.index.place(nics, machine, "host-2", TUNNEL));
        assertThat(places()).extracting(Place::host).containsExactly("host-2");
    }

    @Test
    void thePlaceGoesWithThePort() {
        world.release(build(on(network)));
        assertThat(places()).isEmpty();
        drive.delete(network).succeeds();
        assertThat(world.tree.node(world.tree.paths.network(network)).map(Node::path))
                .isEmpty();
    }

    @Test
    void thePlaceGoesWithAPortThatIsNotSeenYet() {
        Plan.Planned plan = plan(on(network));
        place(plan);
        world.commit(world.index.release(machine, plan.nics(), world.work()));
        assertThat(places()).isEmpty();
    }

    @Test
    void aPlacementThatCameToNothingLeavesNoPlaceToRemove() {
        Plan.Planned plan = plan(on(network));
        world.index.place(plan.nics(), machine, "host-1", TUNNEL);
        world.index.abandon(plan);
        assertThat(world.index.release(machine, plan.nics(), world.work())).isEmpty();
        world.release(build(on(network)));
    }

    @Test
    void aPortThatStaysLosesItsPlaceWithItsMachine() {
        String port = drive.unit("", new NetRequest.CreatePorts(List.of(PortBatchTest.port(network)), 0))
                .succeeds()
                .getOrDefault("port", "");
        List<Nic> nics = build(NicRequest.taking(network, port));
        assertThat(places()).hasSize(1);
        world.commit(world.index.release(machine, nics, world.work()));
        assertThat(places()).isEmpty();
        assertThat(new NetTree(world.tree).port(port).device()).isEmpty();
        build(NicRequest.taking(network, port));
        assertThat(places()).hasSize(1);
    }

    @Test
    void onlyOverlaysHavePlaces() {
        List<Nic> nics = world.build(on(world.make("10.20.0.0/24")));
        assertThat(world.index.place(nics, machine, "host-1", TUNNEL)).isEmpty();
    }
}
