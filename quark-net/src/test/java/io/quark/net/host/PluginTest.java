package io.quark.net.host;

import static io.quark.net.host.RecordingDriver.What.ATTACH;
import static io.quark.net.host.RecordingDriver.What.DETACH;
import static io.quark.net.host.RecordingDriver.What.REALISE;
import static io.quark.net.host.RecordingDriver.What.REMOVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quark.common.model.Nic;
import io.quark.common.model.TrafficLimits;
import io.quark.net.host.RecordingDriver.Call;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PluginTest {

    private final RecordingDriver driver = new RecordingDriver();
    private final Plugin plugin = plugin(driver);

    private static Plugin plugin(RecordingDriver driver) {
        return new Plugin(Map.of(RecordingDriver.NAME, driver), Optional.empty());
    }

    private static Nic nic(String network) {
        return Nics.on(network, RecordingDriver.NAME);
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
        assertThat(Drivers.load(Map.of())).containsOnlyKeys("bridge", "recording", "user", "none");
        assertThat(Drivers.load("none", Map.of())).isPresent();
        assertThat(Drivers.load("ovs", Map.of())).isEmpty();
        assertThatThrownBy(() -> Drivers.load("bridge", Map.of("colour", "red")))
                .hasMessageContaining("colour");
        assertThatThrownBy(() -> Drivers.load("bridge", Map.of("anti_spoofing", "perhaps")))
                .hasMessageContaining("anti_spoofing");
        assertThatThrownBy(() -> Drivers.load("bridge", Map.of("owner", "me\" }")))
                .hasMessageContaining("owner");
        assertThatThrownBy(() -> Drivers.load("bridge", Map.of("gateways", "no")))
                .hasMessageContaining("gateways");
        assertThatThrownBy(() -> Drivers.load(Map.of("ovs", Map.of()))).hasMessageContaining("ovs");
    }

    /** Constraints a and b, whatever is called in whatever order. */
    @Property(tries = 200)
    void theOrderIsKeptWhateverIsCalled(@ForAll @Size(max = 40) List<@IntRange(max = 11) Integer> moves) {
        RecordingDriver log = new RecordingDriver();
        Plugin any = plugin(log);
        any.restore(List.of());
        List<Nic> nics = List.of(nic("a"), nic("a"), nic("a"), nic("b"), nic("b"), nic("b"));
        for (int move : moves) {
            Nic nic = nics.get(move % 6);
            if (move < 6) {
                any.attach(nic);
            } else {
                any.detach(nic);
            }
        }
        assertOrder(log.calls(), nics);
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
        assertOrder(driver.calls(), nics);
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

    private static void assertOrder(List<Call> calls, List<Nic> nics) {
        Map<String, String> networkOf = new HashMap<>();
        nics.forEach(nic -> networkOf.put(nic.port(), nic.network().id()));
        Set<String> realised = new HashSet<>();
        Set<String> attached = new HashSet<>();
        for (Call call : calls) {
            switch (call.what()) {
                case REALISE -> realised.add(call.id());
                case ATTACH -> {
                    assertThat(realised).contains(networkOf.get(call.id()));
                    attached.add(call.id());
                }
                case UPDATE -> assertThat(realised).contains(networkOf.get(call.id()));
                case DETACH -> attached.remove(call.id());
                case REMOVE -> {
                    assertThat(attached).noneMatch(port -> call.id().equals(networkOf.get(port)));
                    realised.remove(call.id());
                }
            }
        }
    }
}
