package io.quark.net.host;

import static io.quark.net.host.RecordingDriver.What.ATTACH;
import static io.quark.net.host.RecordingDriver.What.DETACH;
import static io.quark.net.host.RecordingDriver.What.LIMIT;
import static io.quark.net.host.RecordingDriver.What.REALISE;
import static io.quark.net.host.RecordingDriver.What.REMOVE;
import static io.quark.net.host.RecordingDriver.What.UPDATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.model.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The checker finds what it is there to find. */
class DriverLogTest {

    private final List<RecordingDriver.Line> lines = new ArrayList<>();
    private final HostNetwork network = network("n", 7);
    private final Endpoint one = endpoint("p1", network, "10.0.0.1", "52:54:00:00:00:01");

    private static HostNetwork network(String id, int vni) {
        Segment segment = new Segment(Segment.Type.VXLAN, Optional.empty(), Optional.of(vni));
        return new HostNetwork(id, id, segment, 1400, List.of());
    }

    private static Endpoint endpoint(String port, HostNetwork network, String ip, String mac) {
        return new Endpoint(port, network, mac, List.of(ip), Optional.empty());
    }

    private DriverLogTest told(RecordingDriver.What what, HostNetwork on) {
        return told(what, on, Optional.empty(), false);
    }

    private DriverLogTest told(RecordingDriver.What what, Endpoint endpoint) {
        return told(what, endpoint.network(), Optional.of(endpoint), false);
    }

    private DriverLogTest told(RecordingDriver.What what, HostNetwork on, Optional<Endpoint> endpoint, boolean failed) {
        long now = 2L * lines.size() + 1;
        String id = endpoint.map(Endpoint::port).orElse(on.id());
        lines.add(new RecordingDriver.Line(new RecordingDriver.Call(what, id), on, endpoint, now, now + 1, failed));
        return this;
    }

    private void hasFault(String what) {
        assertThat(DriverLog.faults(lines, Set.of())).singleElement().asString().contains(what);
    }

    @Test
    void aLifeInOrderHasNoFault() {
        told(REALISE, network)
                .told(ATTACH, one)
                .told(UPDATE, one)
                .told(LIMIT, one)
                .told(DETACH, one);
        told(REMOVE, network);
        DriverLog.assertInOrder(lines, Set.of());
    }

    @Test
    void anEndpointBeforeItsNetworkIsFound() {
        told(ATTACH, one).hasFault("(a)");
    }

    @Test
    void anEndpointAfterItsNetworkIsFound() {
        told(REALISE, network).told(REMOVE, network).told(ATTACH, one).hasFault("(a)");
    }

    @Test
    void anUpdateOfWhatIsNotAttachedIsFound() {
        told(REALISE, network).told(UPDATE, one).hasFault("(a)");
    }

    @Test
    void aNetworkRemovedUnderItsEndpointIsFound() {
        told(REALISE, network).told(ATTACH, one).told(REMOVE, network).hasFault("(b)");
    }

    @Test
    void aDetachmentThatFailedDoesNotFreeTheNetwork() {
        told(REALISE, network).told(ATTACH, one).told(DETACH, network, Optional.of(one), true);
        told(REMOVE, network).hasFault("(b)");
    }

    @Test
    void anAddressOfAnotherIsFoundUnlessItIsShared() {
        told(REALISE, network).told(ATTACH, one);
        told(ATTACH, endpoint("p2", network, "10.0.0.1", "52:54:00:00:00:02")).hasFault("(c)");
        DriverLog.assertInOrder(lines, Set.of("10.0.0.1"));
    }

    @Test
    void aSegmentOfAnotherIsFoundAlsoWhenItsRemovalFailed() {
        told(REALISE, network).told(REMOVE, network, Optional.empty(), true);
        told(REALISE, network("m", 7)).hasFault("(c)");
    }

    @Test
    void callsThatOverlapAreFound() {
        told(REALISE, network);
        lines.add(new RecordingDriver.Line(
                new RecordingDriver.Call(REALISE, "n"), network, Optional.empty(), 1, 5, false));
        hasFault("under way");
    }
}
