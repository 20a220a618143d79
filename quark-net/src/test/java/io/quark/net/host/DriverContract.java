package io.quark.net.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quark.common.id.Ids;
import io.quark.common.model.Segment;
import io.quark.common.model.TrafficLimits;
import io.quark.common.model.TrafficLimits.Rate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What every {@link Driver} has to do: a driver is proved by a subclass, which gives it a host of the test's own and says what is on it. What a
 * driver cannot, by its {@link Capabilities}, is skipped.
 */
public abstract class DriverContract {

    protected static final String OWNER = "test";
    protected static final String ALL = ForwardingEntries.ALL;

    private static final String MAC = "52:54:00:00:00:01";
    private static final int MTU = 1400;

    // --- what a subclass says
    // ---------------------------------------------------------------------------------------------------------------

    /** The driver as a daemon of that owner opens it on the host; each call is another life, or another daemon. */
    protected abstract Driver open(String owner);

    /**
     * Everything on the host that a driver makes or might touch, with what matters of it: by name, in words. Names that the kernel or the switch
     * gives by chance do not belong there.
     */
    protected abstract Map<String, String> host();

    /** The host starts anew: whatever was made on it is gone, only what it is made of is there. */
    protected abstract void reboot();

    /** Whether the host has the network. */
    protected abstract boolean isRealised(HostNetwork network);

    /** The MTU that the host has for the network, in bytes; empty where there is no such thing. */
    protected Optional<Integer> mtu(HostNetwork network) {
        return Optional.empty();
    }

    /** Does what the hypervisor does when it starts the machine. False if a machine has no device that one could see. */
    protected boolean plugIn(Endpoint endpoint, Attachment attachment) {
        return false;
    }

    /** Does what the hypervisor does when the machine ends; nothing if it was not plugged in. */
    protected void unplug(Endpoint endpoint, Attachment attachment) {}

    /** The forwarding entries that are there: one for each machine elsewhere, and one under {@link #ALL} for each other host. */
    protected Set<Forward> entries(HostNetwork network) {
        return Set.of();
    }

    /** The address of this host that others tunnel to. */
    protected String tunnel() {
        return "192.0.2.1";
    }

    /** The name of the physical network that the host is connected to. */
    protected String physical() {
        return "phys";
    }

    /** Puts something of somebody else's where the driver would make the network; answers its name on the host. Empty: there can be none. */
    protected Optional<String> squat(HostNetwork network) {
        return Optional.empty();
    }

    /** Takes away what the host has of the network, as a careless person would. False if that cannot be. */
    protected boolean damage(HostNetwork network) {
        return false;
    }

    // --- the world in a few words
    // -----------------------------------------------------------------------------------------------------------

    private HostNetwork network(Segment.Type type, int number) {
        return network(type, number, MTU);
    }

    private HostNetwork network(Segment.Type type, int number, int mtu) {
        Segment segment = switch (type) {
            case FLAT -> Segment.FLAT;
            case VLAN -> new Segment(type, Optional.of(physical()), Optional.of(100 + number));
            case VXLAN -> new Segment(type, Optional.empty(), Optional.of(10_000 + number));
        };
        return new HostNetwork(Ids.fresh(), "web-" + number, segment, mtu, List.of("10.20." + number + ".1/24"));
    }

    private HostNetwork flat() {
        return network(Segment.Type.FLAT, 1);
    }

    private static HostNetwork withMtu(HostNetwork network, int mtu) {
        return new HostNetwork(network.id(), network.name(), network.segment(), mtu, network.gateways());
    }

    private static Endpoint endpoint(HostNetwork network, String... ips) {
        return new Endpoint(Ids.fresh(), network, MAC, List.of(ips), Optional.empty());
    }

    private static Endpoint with(Endpoint endpoint, String... ips) {
        return new Endpoint(endpoint.port(), endpoint.network(), endpoint.mac(), List.of(ips), endpoint.filter());
    }

    private Driver opened() {
        Driver driver = open(OWNER);
        driver.prepare();
        return driver;
    }

    private static void assumeCan(Driver driver, Segment.Type type) {
        assumeTrue(
                driver.capabilities().segments().contains(type), () -> driver.name() + " realises no " + type.text());
    }

    // --- what it is
    // ---------------------------------------------------------------------------------------------------------------------------

    @Test
    void itSaysWhatItCanAndKeepsToIt() {
        Driver driver = opened();
        Capabilities capabilities = driver.capabilities();
        assertThat(driver.name()).isNotBlank();
        assertThat(capabilities.segments()).isNotEmpty();
        driver.realise(flat());
        assertThat(driver.capabilities()).isEqualTo(capabilities);
        assertThat(open(OWNER).name()).isEqualTo(driver.name());
    }

    @Test
    void itsPreparationMayBeRepeated() {
        Driver driver = opened();
        Map<String, String> before = host();
        driver.prepare();
        assertThat(host()).isEqualTo(before);
    }

    // --- networks
    // -----------------------------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource(Segment.Type.class)
    void aNetworkAndItsEndpointComeAndGoAndLeaveNothing(Segment.Type type) {
        Driver driver = opened();
        assumeCan(driver, type);
        Map<String, String> before = host();
        HostNetwork network = network(type, 1);
        Endpoint endpoint = endpoint(network, "10.20.1.5");
        driver.realise(network);
        assertThat(isRealised(network)).isTrue();
        Attachment attachment = driver.attach(endpoint);
        plugIn(endpoint, attachment);
        unplug(endpoint, attachment);
        driver.detach(endpoint);
        assertThat(driver.remove(network)).isTrue();
        assertThat(host()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(Segment.Type.class)
    void realisingAgainChangesNothing(Segment.Type type) {
        Driver driver = opened();
        assumeCan(driver, type);
        HostNetwork network = network(type, 1);
        driver.realise(network);
        Map<String, String> once = host();
        driver.realise(network);
        open(OWNER).realise(network);
        assertThat(host()).isEqualTo(once);
    }

    @ParameterizedTest
    @EnumSource(Segment.Type.class)
    void whatIsAbsentIsRemovedWithoutComplaint(Segment.Type type) {
        Driver driver = opened();
        assumeCan(driver, type);
        Map<String, String> before = host();
        HostNetwork network = network(type, 1);
        assertThat(driver.remove(network)).isTrue();
        driver.detach(endpoint(network, "10.20.1.5"));
        driver.realise(network);
        assertThat(driver.remove(network)).isTrue();
        assertThat(driver.remove(network)).isTrue();
        assertThat(host()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(Segment.Type.class)
    void whatItCannotIsRefusedAndLeavesNothing(Segment.Type type) {
        Driver driver = opened();
        assumeTrue(!driver.capabilities().segments().contains(type), () -> driver.name() + " realises " + type.text());
        assumeTrue(refuses(), () -> driver.name() + " takes whatever comes");
        Map<String, String> before = host();
        HostNetwork network = network(type, 1);
        assertThatThrownBy(() -> driver.realise(network)).isInstanceOf(DriverException.class);
        assertThat(host()).isEqualTo(before);
        assertThat(driver.remove(network)).isTrue();
    }

    /** Whether networks that it cannot realise are refused. */
    protected boolean refuses() {
        return true;
    }

    @ParameterizedTest
    @EnumSource(Segment.Type.class)
    void anotherMtuIsFollowed(Segment.Type type) {
        Driver driver = opened();
        assumeCan(driver, type);
        HostNetwork network = network(type, 1);
        driver.realise(network);
        assumeTrue(mtu(network).isPresent(), "no MTU to be seen");
        assertThat(mtu(network)).contains(MTU);
        driver.realise(withMtu(network, 1300));
        assertThat(mtu(network)).contains(1300);
    }

    @ParameterizedTest
    @EnumSource(Segment.Type.class)
    void networksDoNotDisturbEachOther(Segment.Type type) {
        Driver driver = opened();
        assumeCan(driver, type);
        HostNetwork one = network(type, 1);
        HostNetwork other = network(type, 2);
        driver.realise(one);
        driver.realise(other);
        assertThat(driver.remove(one)).isTrue();
        assertThat(isRealised(other)).isTrue();
        assertThat(driver.remove(other)).isTrue();
    }

    @Test
    void differentNetworksMayBeMadeAtTheSameTime() throws Exception {
        Driver driver = opened();
        Map<String, String> before = host();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Boolean>> jobs = new ArrayList<>();
            for (int i = 1; i <= 4; i++) {
                HostNetwork network = network(Segment.Type.FLAT, i);
                Endpoint endpoint = endpoint(network, "10.20." + i + ".5");
                jobs.add(() -> {
                    driver.realise(network);
                    driver.attach(endpoint);
                    driver.detach(endpoint);
                    return driver.remove(network);
                });
            }
            for (Future<Boolean> done : threads.invokeAll(jobs)) {
                assertThat(done.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(host()).isEqualTo(before);
    }

    // --- endpoints
    // ----------------------------------------------------------------------------------------------------------------------------

    @Test
    void attachingAgainAnswersTheSameAndChangesNothing() {
        Driver driver = opened();
        Endpoint endpoint = endpoint(flat(), "10.20.1.5");
        driver.realise(endpoint.network());
        Attachment attachment = driver.attach(endpoint);
        Map<String, String> once = host();
        assertThat(driver.attach(endpoint)).isEqualTo(attachment);
        assertThat(open(OWNER).attach(endpoint)).isEqualTo(attachment);
        assertThat(host()).isEqualTo(once);
    }

    @Test
    void aNetworkWithAMachineInItStays() {
        Driver driver = opened();
        Endpoint endpoint = endpoint(flat(), "10.20.1.5");
        driver.realise(endpoint.network());
        Attachment attachment = driver.attach(endpoint);
        assumeTrue(plugIn(endpoint, attachment), "machines have no devices");
        assertThat(driver.remove(endpoint.network())).isFalse();
        assertThat(isRealised(endpoint.network())).isTrue();
        unplug(endpoint, attachment);
        driver.detach(endpoint);
        assertThat(driver.remove(endpoint.network())).isTrue();
    }

    @Test
    void whatAMachineLeftGoesWithItsEndpoint() {
        Driver driver = opened();
        Map<String, String> before = host();
        Endpoint endpoint = endpoint(flat(), "10.20.1.5");
        driver.realise(endpoint.network());
        plugIn(endpoint, driver.attach(endpoint));
        driver.detach(endpoint);
        driver.detach(endpoint);
        assertThat(driver.remove(endpoint.network())).isTrue();
        assertThat(host()).isEqualTo(before);
    }

    @Test
    void anEndpointCanBeDetachedAfterItsNetworkIsGone() {
        Driver driver = opened();
        Map<String, String> before = host();
        Endpoint endpoint = endpoint(flat(), "10.20.1.5");
        driver.realise(endpoint.network());
        driver.attach(endpoint);
        driver.remove(endpoint.network());
        driver.detach(endpoint);
        assertThat(host()).isEqualTo(before);
    }

    @Test
    void anUpdateAndItsReversalLeaveItAsItWas() {
        Driver driver = opened();
        Endpoint endpoint = endpoint(flat(), "10.20.1.5");
        driver.realise(endpoint.network());
        Attachment attachment = driver.attach(endpoint);
        plugIn(endpoint, attachment);
        Map<String, String> before = host();
        driver.updateEndpoint(with(endpoint, "10.20.1.5", "10.20.1.6", "fd20::6"));
        driver.updateEndpoint(with(endpoint, "10.20.1.5", "10.20.1.6", "fd20::6"));
        driver.updateEndpoint(endpoint);
        assertThat(host()).isEqualTo(before);
    }

    @Test
    void anUpdateBeforeTheMachineIsThereIsNoFailure() {
        Driver driver = opened();
        Endpoint endpoint = endpoint(flat(), "10.20.1.5");
        driver.realise(endpoint.network());
        driver.attach(endpoint);
        assertThatCode(() -> driver.updateEndpoint(with(endpoint))).doesNotThrowAnyException();
    }

    // --- after a restart, and after a reboot
    // --------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource(Segment.Type.class)
    void afterARebootEverythingIsMadeAsItWas(Segment.Type type) {
        Driver driver = opened();
        assumeCan(driver, type);
        Endpoint endpoint = endpoint(network(type, 1), "10.20.1.5");
        driver.realise(endpoint.network());
        Attachment attachment = driver.attach(endpoint);
        driver.forward(endpoint.network(), Set.of(new Forward("52:54:00:00:00:02", "192.0.2.2")));
        Map<String, String> before = host();
        reboot();
        Driver next = opened();
        next.realise(endpoint.network());
        assertThat(next.attach(endpoint)).isEqualTo(attachment);
        next.forward(endpoint.network(), Set.of(new Forward("52:54:00:00:00:02", "192.0.2.2")));
        next.restored(List.of(endpoint));
        assertThat(host()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(Segment.Type.class)
    void whatNoEndpointExplainsGoesAtTheStart(Segment.Type type) {
        Driver driver = opened();
        assumeCan(driver, type);
        Endpoint kept = endpoint(network(type, 1), "10.20.1.5");
        driver.realise(kept.network());
        driver.attach(kept);
        Map<String, String> before = host();
        Endpoint forgotten = endpoint(network(type, 2), "10.20.2.5");
        driver.realise(forgotten.network());
        driver.attach(forgotten);
        Driver next = opened();
        next.realise(kept.network());
        next.attach(kept);
        next.restored(List.of(kept));
        assertThat(host()).isEqualTo(before);
    }

    @Test
    void whatAnotherDaemonHasMadeStays() {
        Driver other = open("other");
        other.prepare();
        HostNetwork theirs = network(Segment.Type.FLAT, 2);
        other.realise(theirs);
        other.attach(endpoint(theirs, "10.20.2.5"));
        Map<String, String> before = host();
        Driver driver = opened();
        driver.restored(List.of());
        assertThat(driver.remove(theirs)).isTrue();
        assertThat(host()).containsAllEntriesOf(before);
    }

    @Test
    void whatSomebodyElseHasMadeIsNeitherUsedNorTouched() {
        Driver driver = opened();
        HostNetwork network = flat();
        Optional<String> foreign = squat(network);
        assumeTrue(foreign.isPresent(), "there can be nothing in its way");
        Map<String, String> before = host();
        assertThat(before).containsKey(foreign.orElseThrow());
        assertThatThrownBy(() -> driver.realise(network)).isInstanceOf(DriverException.class);
        assertThat(driver.remove(network)).isTrue();
        driver.restored(List.of());
        assertThat(host()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(Segment.Type.class)
    void whatSomebodyHasTakenAwayIsFoundAndMadeAgain(Segment.Type type) {
        Driver driver = opened();
        assumeCan(driver, type);
        HostNetwork network = network(type, 1);
        Endpoint endpoint = endpoint(network, "10.20.1.5");
        driver.realise(network);
        driver.attach(endpoint);
        Standing standing = new Standing(network, List.of(endpoint), Optional.empty());
        assertThat(driver.drifted(List.of(standing)).orElse(List.of())).isEmpty();
        Map<String, String> before = host();
        assumeTrue(damage(network), "it cannot be taken away");
        assertThat(driver.drifted(List.of(standing)).map(List::isEmpty)).isNotEqualTo(Optional.of(true));
        driver.realise(network);
        driver.updateEndpoint(endpoint);
        assertThat(host()).isEqualTo(before);
        assertThat(driver.drifted(List.of(standing)).orElse(List.of())).isEmpty();
    }

    // --- forwarding
    // ---------------------------------------------------------------------------------------------------------------------------

    private static Forward at(int machine, int host) {
        return new Forward(String.format("52:54:00:00:01:%02x", machine), "192.0.2." + host);
    }

    private static Forward all(int host) {
        return new Forward(ALL, "192.0.2." + host);
    }

    @Test
    void forwardingEntriesAreExactlyWhatWasTold() {
        Driver driver = opened();
        assumeCan(driver, Segment.Type.VXLAN);
        HostNetwork network = network(Segment.Type.VXLAN, 1);
        driver.realise(network);
        driver.forward(network, Set.of(at(1, 2), at(2, 2), at(3, 3)));
        assertThat(entries(network)).containsExactlyInAnyOrder(at(1, 2), at(2, 2), at(3, 3), all(2), all(3));
        driver.forward(network, Set.of(at(1, 3), at(4, 4))); // moved, gone, come
        assertThat(entries(network)).containsExactlyInAnyOrder(at(1, 3), at(4, 4), all(3), all(4));
        driver.forward(network, Set.of(at(1, 3), at(4, 4)));
        assertThat(entries(network)).containsExactlyInAnyOrder(at(1, 3), at(4, 4), all(3), all(4));
        driver.realise(network);
        assertThat(entries(network)).hasSize(4);
        driver.forward(network, Set.of());
        assertThat(entries(network)).isEmpty();
    }

    @Test
    void nothingIsForwardedToTheHostItself() {
        Driver driver = opened();
        assumeCan(driver, Segment.Type.VXLAN);
        HostNetwork network = network(Segment.Type.VXLAN, 1);
        driver.realise(network);
        driver.forward(network, Set.of(new Forward("52:54:00:00:01:01", tunnel()), at(2, 2)));
        assertThat(entries(network)).containsExactlyInAnyOrder(at(2, 2), all(2));
    }

    @Test
    void entriesOfOneNetworkAreNotThoseOfAnother() {
        Driver driver = opened();
        assumeCan(driver, Segment.Type.VXLAN);
        HostNetwork one = network(Segment.Type.VXLAN, 1);
        HostNetwork other = network(Segment.Type.VXLAN, 2);
        driver.realise(one);
        driver.realise(other);
        driver.forward(one, Set.of(at(1, 2)));
        driver.forward(other, Set.of(at(1, 3)));
        assertThat(entries(one)).containsExactlyInAnyOrder(at(1, 2), all(2));
        driver.forward(one, Set.of());
        assertThat(entries(other)).containsExactlyInAnyOrder(at(1, 3), all(3));
    }

    @Test
    void aNetworkThatIsGoneHasNoEntriesToLose() {
        Driver driver = opened();
        assumeCan(driver, Segment.Type.VXLAN);
        assertThatCode(() -> driver.forward(network(Segment.Type.VXLAN, 1), Set.of()))
                .doesNotThrowAnyException();
    }

    // --- limits
    // -------------------------------------------------------------------------------------------------------------------------------

    private static final TrafficLimits SLOW = new TrafficLimits(
            Optional.of(new Rate(10_000, 2_000)), Optional.of(new Rate(20_000, 4_000)), Optional.of(26));

    private static final TrafficLimits FAST = new TrafficLimits(
            Optional.of(new Rate(50_000, 8_000)), Optional.of(new Rate(40_000, 8_000)), Optional.of(46));

    /** As much of it as the driver says to be able to do. */
    private static TrafficLimits possible(TrafficLimits limits, Driver driver) {
        Set<String> slots = driver.capabilities().qos();
        return new TrafficLimits(
                limits.egress().filter(any -> slots.contains("bandwidth_limit/egress")),
                limits.ingress().filter(any -> slots.contains("bandwidth_limit/ingress")),
                limits.dscp().filter(any -> slots.contains("dscp_marking")));
    }

    /** Rounding is not more than one in a hundred. */
    private static void assertInForce(TrafficLimits there, TrafficLimits wanted) {
        assertRate(there.egress(), wanted.egress());
        assertRate(there.ingress(), wanted.ingress());
        assertThat(there.dscp()).isEqualTo(wanted.dscp());
    }

    private static void assertRate(Optional<Rate> there, Optional<Rate> wanted) {
        assertThat(there.isPresent()).isEqualTo(wanted.isPresent());
        wanted.ifPresent(rate ->
                assertThat(there.orElseThrow().kbps()).isCloseTo(rate.kbps(), within(Math.max(1, rate.kbps() / 100))));
    }

    @Test
    void limitsAreReadBackReplacedAndTakenAway() {
        Driver driver = opened();
        assumeTrue(!driver.capabilities().qos().isEmpty(), () -> driver.name() + " limits nothing");
        Endpoint endpoint = endpoint(flat(), "10.20.1.5");
        driver.realise(endpoint.network());
        Attachment attachment = driver.attach(endpoint);
        plugIn(endpoint, attachment);
        assertThat(driver.limits(endpoint)).isEqualTo(TrafficLimits.NONE);
        Map<String, String> without = host();
        for (TrafficLimits wanted : List.of(possible(SLOW, driver), possible(FAST, driver), possible(FAST, driver))) {
            TrafficLimits there = driver.limit(endpoint, wanted);
            assertInForce(there, wanted);
            assertThat(open(OWNER).limits(endpoint)).isEqualTo(there);
        }
        assertThat(driver.limit(endpoint, TrafficLimits.NONE)).isEqualTo(TrafficLimits.NONE);
        assertThat(driver.limits(endpoint)).isEqualTo(TrafficLimits.NONE);
        assertThat(host()).isEqualTo(without);
        unplug(endpoint, attachment);
        driver.detach(endpoint);
    }

    @Test
    void eachLimitStandsForItself() {
        Driver driver = opened();
        assumeTrue(!driver.capabilities().qos().isEmpty(), () -> driver.name() + " limits nothing");
        Endpoint endpoint = endpoint(flat(), "10.20.1.5");
        driver.realise(endpoint.network());
        plugIn(endpoint, driver.attach(endpoint));
        List<TrafficLimits> each = List.of(
                new TrafficLimits(SLOW.egress(), Optional.empty(), Optional.empty()),
                new TrafficLimits(Optional.empty(), SLOW.ingress(), Optional.empty()),
                new TrafficLimits(Optional.empty(), Optional.empty(), SLOW.dscp()));
        for (TrafficLimits wanted : each) {
            TrafficLimits can = possible(wanted, driver);
            assertInForce(driver.limit(endpoint, can), can);
        }
    }

    @Test
    void limitsGoWithTheEndpoint() {
        Driver driver = opened();
        assumeTrue(!driver.capabilities().qos().isEmpty(), () -> driver.name() + " limits nothing");
        Map<String, String> before = host();
        Endpoint endpoint = endpoint(flat(), "10.20.1.5");
        driver.realise(endpoint.network());
        Attachment attachment = driver.attach(endpoint);
        plugIn(endpoint, attachment);
        driver.limit(endpoint, possible(SLOW, driver));
        unplug(endpoint, attachment);
        driver.detach(endpoint);
        assertThat(driver.limits(endpoint)).isEqualTo(TrafficLimits.NONE);
        assertThat(driver.remove(endpoint.network())).isTrue();
        assertThat(host()).isEqualTo(before);
    }

    @Test
    void whatItCannotLimitItSays() {
        Driver driver = opened();
        assumeTrue(!possible(SLOW, driver).equals(SLOW), () -> driver.name() + " can do all limits");
        Endpoint endpoint = endpoint(flat(), "10.20.1.5");
        driver.realise(endpoint.network());
        plugIn(endpoint, driver.attach(endpoint));
        assertThatThrownBy(() -> driver.limit(endpoint, SLOW))
                .isInstanceOfSatisfying(
                        DriverException.class,
                        refused -> assertThat(refused.isUnsupported()).isTrue());
        assertThat(driver.limit(endpoint, TrafficLimits.NONE)).isEqualTo(TrafficLimits.NONE);
    }
}
