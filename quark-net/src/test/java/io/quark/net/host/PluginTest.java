package io.quark.net.host;

import static io.quark.net.host.RecordingDriver.What.ATTACH;
import static io.quark.net.host.RecordingDriver.What.DETACH;
import static io.quark.net.host.RecordingDriver.What.REALISE;
import static io.quark.net.host.RecordingDriver.What.REMOVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quark.common.model.Nic;
import io.quark.common.model.Segment;
import io.quark.common.model.TrafficLimits;
import io.quark.net.host.RecordingDriver.Call;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class PluginTest {

    private final RecordingDriver driver = new RecordingDriver();
    private final Plugin plugin = plugin(driver);
    private int made;

    private static Plugin plugin(RecordingDriver driver) {
        return new Plugin(Map.of(RecordingDriver.NAME, driver), Optional.empty());
    }

    /** A new interface, unlike all others. */
    private Nic nic(String network) {
        return Nics.another(Nics.on(network, RecordingDriver.NAME), made++);
    }

    @Test
    void aNetworkIsRealisedBeforeItsEndpointAndRemovedAfterItsLast() {
        plugin.restore(List.of());
        Nic one = nic("n");
        Nic other = nic("n");
        plugin.attach(one);
        plugin.attach(other);
        plugin.detach(one);
        plugin.detach(other);
        assertThat(driver.calls())
                .containsExactly(
                        new Call(REALISE, "n"),
                        new Call(ATTACH, one.port()),
                        new Call(REALISE, "n"),
                        new Call(ATTACH, other.port()),
                        new Call(DETACH, one.port()),
                        new Call(DETACH, other.port()),
                        new Call(REMOVE, "n"));
        assertThat(plugin.endpoints("n")).isEmpty();
    }

    @Test
    void noNetworkIsRemovedBeforeTheEndpointsOfTheHostAreKnown() {
        Nic early = nic("n");
        plugin.attach(early);
        plugin.detach(early);
        assertThat(driver.calls()).extracting(Call::what).doesNotContain(REMOVE);
    }

    @Test
    void whatTheHostHadBeforeARestartHoldsItsNetwork() {
        Nic old = nic("n");
        plugin.restore(List.of(old));
        Nic fresh = nic("n");
        plugin.attach(fresh);
        plugin.detach(fresh);
        assertThat(driver.calls()).extracting(Call::what).doesNotContain(REMOVE);
        plugin.detach(old);
        assertThat(driver.calls()).extracting(Call::what).contains(REMOVE);
    }

    @Test
    void detachingWhatWasNeverAttachedSucceeds() {
        plugin.restore(List.of());
        plugin.detach(nic("n"));
        assertThat(driver.calls()).extracting(Call::what).containsExactly(DETACH, REMOVE);
    }

    @Test
    void oneNetworkThatCannotBeRestoredKeepsNoOtherFromIt() {
        RecordingDriver failing = new RecordingDriver(call -> call.equals(new Call(REALISE, "bad")));
        Plugin restored = plugin(failing);
        restored.restore(List.of(nic("bad"), nic("good")));
        assertThat(restored.endpoints("good")).hasSize(1);
        assertThat(restored.endpoints("bad")).hasSize(1);
    }

    @Test
    void aFailedAttachmentIsTakenBackByDetaching() {
        RecordingDriver failing = new RecordingDriver(call -> call.what() == ATTACH);
        Plugin fails = plugin(failing);
        fails.restore(List.of());
        Nic nic = nic("n");
        assertThatThrownBy(() -> fails.attach(nic)).isInstanceOf(DriverException.class);
        fails.detach(nic);
        assertThat(failing.calls()).extracting(Call::what).containsExactly(REALISE, ATTACH, DETACH, REMOVE);
    }

    @Test
    void anUpdateRealisesTheNetworkFirstAndKeepsItsPlace() {
        plugin.restore(List.of());
        Nic nic = nic("n");
        plugin.attach(nic);
        plugin.update(Nics.with(nic, List.of("10.20.0.9")));
        assertThat(driver.calls())
                .extracting(Call::what)
                .containsExactly(REALISE, ATTACH, REALISE, RecordingDriver.What.UPDATE);
        assertThat(driver.addresses(nic.port())).containsExactly("10.20.0.9");
        assertThat(plugin.endpoints("n")).containsExactly(nic.port());
    }

    @Test
    void onlyTheDriverThatTheHypervisorLeavesHasToBePrepared() {
        Map<String, Driver> drivers = Map.of("bridge", new NeedsMore(), RecordingDriver.NAME, driver);
        new Plugin(drivers, Optional.of(RecordingDriver.NAME)).prepare();
        Plugin open = new Plugin(drivers, Optional.empty());
        assertThatThrownBy(open::prepare).isInstanceOf(DriverException.class).hasMessageContaining("no nft");
    }

    @Test
    void eachDriverIsToldOfItsEndpointsAtTheStart() {
        NeedsMore other = new NeedsMore();
        Nic its = Nics.on("m", "bridge");
        new Plugin(Map.of("bridge", other, RecordingDriver.NAME, driver), Optional.empty())
                .restore(List.of(nic("n"), its));
        assertThat(other.restored).extracting(Endpoint::port).containsExactly(its.port());
    }

    @Test
    void aDriverThatIsMissingIsNamed() {
        assertThatThrownBy(() -> plugin.attach(Nics.on("n", "ovs")))
                .isInstanceOf(DriverException.class)
                .hasMessageContaining("'ovs'")
                .hasMessageContaining("recording");
    }

    @Test
    void theHypervisorMayLeaveNoChoice() {
        Plugin forced = new Plugin(Drivers.load(Map.of()), Optional.of("user"));
        assertThat(forced.attach(Nics.on("n", "bridge"))).isEqualTo(new Attachment.UserModeAttachment());
    }

    @Test
    void driversAreFoundByName() {
        assertThat(Drivers.load(Map.of())).containsOnlyKeys("bridge", "ovs", "recording", "user", "none");
        assertThat(Drivers.load("none", Map.of())).isPresent();
        assertThat(Drivers.load("carrier-pigeon", Map.of())).isEmpty();
        assertThatThrownBy(() -> Drivers.load("bridge", Map.of("colour", "red")))
                .hasMessageContaining("colour");
        assertThatThrownBy(() -> Drivers.load("bridge", Map.of("anti_spoofing", "perhaps")))
                .hasMessageContaining("anti_spoofing");
        assertThatThrownBy(() -> Drivers.load("bridge", Map.of("owner", "me\" }")))
                .hasMessageContaining("owner");
        assertThatThrownBy(() -> Drivers.load("bridge", Map.of("gateways", "no")))
                .hasMessageContaining("gateways");
        assertThatThrownBy(() -> Drivers.load(Map.of("carrier-pigeon", Map.of())))
                .hasMessageContaining("carrier-pigeon");
    }

    @Test
    void whatIsNotWiredIsNeitherUpdatedNorLimited() {
        Nic nic = nic("n");
        assertRefused("endpoint-not-attached", () -> plugin.update(nic));
        assertRefused("endpoint-not-attached", () -> plugin.limit(nic, TrafficLimits.NONE));
        plugin.attach(nic);
        plugin.detach(nic);
        assertRefused("endpoint-not-attached", () -> plugin.update(nic));
        plugin.forward(nic, Set.of());
        assertThat(driver.calls()).extracting(Call::what).containsExactly(REALISE, ATTACH, DETACH);
    }

    @Test
    void twoNetworksWithOneSegmentAreRefusedUntilTheFirstHasGone() {
        plugin.restore(List.of());
        Segment segment = new Segment(Segment.Type.VXLAN, Optional.empty(), Optional.of(77));
        Nic one = Nics.on("n", RecordingDriver.NAME, segment, 1400);
        Nic other = Nics.on("m", RecordingDriver.NAME, segment, 1400);
        plugin.attach(one);
        assertRefused("segment-held", () -> plugin.attach(other));
        plugin.detach(one);
        plugin.attach(other);
        assertThat(plugin.endpoints("m")).containsExactly(other.port());
    }

    @Test
    void oneVlanIdOnTwoPhysicalNetworksIsTwoSegments() {
        Segment left = new Segment(Segment.Type.VLAN, Optional.of("left"), Optional.of(7));
        Segment right = new Segment(Segment.Type.VLAN, Optional.of("right"), Optional.of(7));
        plugin.attach(Nics.on("n", RecordingDriver.NAME, left, 1400));
        plugin.attach(Nics.on("m", RecordingDriver.NAME, right, 1400));
        assertThat(driver.networks()).hasSize(2);
    }

    @Test
    void aPortIsOnOneNetwork() {
        plugin.restore(List.of());
        Nic nic = nic("n");
        Nic elsewhere = Nics.another(Nics.on("m", RecordingDriver.NAME), 99);
        Nic same = new Nic(nic.port(), elsewhere.network(), elsewhere.mac(), List.of(), Optional.empty(), List.of());
        plugin.attach(nic);
        assertRefused("port-on-another-network", () -> plugin.attach(same));
        plugin.detach(same);
        assertThat(plugin.endpoints("n")).containsExactly(nic.port());
        assertThat(driver.endpoints()).hasSize(1);
    }

    @Test
    void anAddressIsOneEndpointsUnlessItIsShared() {
        Nic nic = nic("n");
        Nic other = nic("n");
        plugin.attach(nic);
        plugin.attach(other);
        Nic same = Nics.with(other, List.of(nic.addresses().get(0).ip()));
        assertRefused("address-held", () -> plugin.update(same));
        plugin.update(Nics.shared(same));
        plugin.attach(Nics.with(nic("m"), List.of(nic.addresses().get(0).ip()))); // of another network
    }

    @Test
    void aDetachmentThatFailedKeepsWhatTheEndpointHad() {
        AtomicBoolean fails = new AtomicBoolean(true);
        RecordingDriver failing = new RecordingDriver(call -> call.what() == REMOVE && fails.get());
        Plugin stuck = plugin(failing);
        stuck.restore(List.of());
        Nic nic = nic("n");
        stuck.attach(nic);
        assertThatThrownBy(() -> stuck.detach(nic)).isInstanceOf(DriverException.class);
        Nic same = Nics.with(nic("n"), List.of(nic.addresses().get(0).ip()));
        assertRefused("address-held", () -> stuck.attach(same));
        assertThat(stuck.recheck()).isEmpty(); // it is not attached again
        fails.set(false);
        stuck.detach(nic);
        stuck.attach(same);
        assertThat(failing.endpoints()).extracting(Endpoint::port).containsExactly(same.port());
    }

    @Test
    void aRecheckAsksTheDriverOnceAndChangesNothingWhereNothingHasChanged() {
        plugin.attach(nic("n"));
        plugin.attach(nic("n"));
        plugin.attach(nic("m"));
        List<Call> before = driver.calls();
        assertThat(plugin.recheck()).isEmpty();
        assertThat(driver.calls()).isEqualTo(before);
    }

    @Test
    void aRecheckMakesAgainWhatIsGone() {
        Nic nic = nic("n");
        plugin.attach(nic);
        plugin.forward(nic, Set.of(new Forward("52:54:00:00:09:09", "192.0.2.9")));
        driver.restored(List.of()); // somebody has swept the host
        assertThat(plugin.recheck()).extracting(Drift::network).containsExactly("n");
        assertThat(driver.networks()).extracting(HostNetwork::id).containsExactly("n");
        assertThat(driver.entries("n")).hasSize(1);
        assertThat(plugin.recheck()).isEmpty();
    }

    @Test
    void aRecheckAttachesWhatCouldNotBeAttachedBefore() {
        AtomicBoolean fails = new AtomicBoolean(true);
        Plugin late = plugin(new RecordingDriver(call -> fails.get()));
        Nic nic = nic("n");
        late.restore(List.of(nic));
        assertThat(late.recheck())
                .singleElement()
                .satisfies(drift -> assertThat(drift.what()).contains("cannot be made again", "told to fail"));
        fails.set(false);
        assertThat(late.recheck()).singleElement().satisfies(drift -> {
            assertThat(drift.port()).contains(nic.port());
            assertThat(drift.what()).isEqualTo("the port was not attached");
        });
        assertThat(late.recheck()).isEmpty();
    }

    @Test
    void whatCameAndWentBeforeTheStartWasOverGoesThen() {
        Nic early = nic("n");
        plugin.attach(early);
        plugin.detach(early);
        plugin.restore(List.of());
        assertThat(driver.networks()).isEmpty();
    }

    private static void assertRefused(String type, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        DriverException.class,
                        refused -> assertThat(refused.problem().type()).endsWith(type));
    }

    @Test
    void theOrderIsKeptUnderConcurrency() throws Exception {
        List<Nic> nics = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            nics.add(nic(i % 2 == 0 ? "a" : "b"));
        }
        plugin.restore(List.of());
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Object>> jobs = new ArrayList<>();
            for (Nic nic : nics) {
                jobs.add(() -> {
                    for (int i = 0; i < 200; i++) {
                        plugin.attach(nic);
                        plugin.detach(nic);
                    }
                    return nic;
                });
            }
            for (Future<Object> done : threads.invokeAll(jobs)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
        DriverLog.assertInOrder(driver.log(), Set.of());
        assertThat(plugin.endpoints("a")).isEmpty();
        assertThat(plugin.endpoints("b")).isEmpty();
    }

    /** A driver whose host lacks something. */
    private static final class NeedsMore implements Driver {
        @Override
        public Capabilities capabilities() {
            return Capabilities.FLAT;
        }

        @Override
        public TrafficLimits limit(Endpoint endpoint, TrafficLimits wanted) {
            return wanted;
        }

        @Override
        public TrafficLimits limits(Endpoint endpoint) {
            return TrafficLimits.NONE;
        }

        private final List<Endpoint> restored = new ArrayList<>();

        @Override
        public String name() {
            return "bridge";
        }

        @Override
        public void prepare() {
            throw HostProblems.notGuarded("no nft");
        }

        @Override
        public void restored(Collection<Endpoint> endpoints) {
            restored.addAll(endpoints);
        }

        @Override
        public void realise(HostNetwork network) {}

        @Override
        public boolean remove(HostNetwork network) {
            return true;
        }

        @Override
        public Attachment attach(Endpoint endpoint) {
            return new Attachment.NoneAttachment();
        }

        @Override
        public void updateEndpoint(Endpoint endpoint) {}

        @Override
        public void detach(Endpoint endpoint) {}
    }
}
