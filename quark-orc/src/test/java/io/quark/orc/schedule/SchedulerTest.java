package io.quark.orc.schedule;

import static io.quark.orc.schedule.Hosts.BIG;
import static io.quark.orc.schedule.Hosts.foreign;
import static io.quark.orc.schedule.Hosts.free;
import static io.quark.orc.schedule.Hosts.machine;
import static io.quark.orc.schedule.Hosts.ready;
import static io.quark.orc.schedule.Hosts.zoned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.quark.common.model.Resources;
import io.quark.common.model.Segment;
import io.quark.orc.schedule.HostFacts.Condition;
import io.quark.orc.schedule.ScheduleAnswer.NoPlace;
import io.quark.orc.schedule.ScheduleAnswer.Placement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SchedulerTest {

    private final HostTable hosts = new HostTable();

    @Test
    void theHostWithTheLargestFreeShareWins() {
        hosts.put(ready("a"), free(20_000, 60));
        hosts.put(ready("b"), free(30_000, 60));
        hosts.put(ready("c"), free(60_000, 5));

        assertThat(place(machine(1024, 1))).isEqualTo("b");
    }

    @Test
    void aHostOfTheOwnStripeIsPreferredAndAnotherTakenWhenNoneFits() {
        hosts.put(ready("mine"), free(2048, 4));
        hosts.put(foreign("theirs"), BIG);

        assertThat(place(machine(1024, 1))).isEqualTo("mine");
        assertThat(place(machine(4096, 1))).isEqualTo("theirs");
    }

    @Test
    void excludedHostsAreNotChosen() {
        hosts.put(ready("a"), BIG);
        hosts.put(ready("b"), free(1024, 1));

        assertThat(place(excluding(machine(512, 1), "a"))).isEqualTo("b");
    }

    @Test
    void aMachineForANamedComputeGoesThereOrNowhere() {
        hosts.put(ready("a"), BIG);
        hosts.put(ready("b"), free(1024, 1));

        assertThat(place(onlyOn(machine(512, 1), "b"))).isEqualTo("b");
        assertThat(refusal(onlyOn(machine(2048, 1), "b")).sentence())
                .isEqualTo("2 hosts: 1 is not the one asked for (b), 1 lacks ram (largest free 1024 MiB)");
    }

    @Test
    void zoneAndLabelsAreAskedFor() {
        hosts.put(zoned("a", "north", Map.of("disk", "ssd")), BIG);
        hosts.put(zoned("b", "south", Map.of("disk", "ssd", "gpu", "yes")), BIG);
        hosts.put(zoned("c", "south", Map.of()), BIG);

        PlacementRequest request = new PlacementRequest(
                new Resources(1, 1, 1, 1),
                List.of(),
                Optional.empty(),
                Optional.of("south"),
                Map.of("disk", "ssd"),
                Optional.of("sim"));

        assertThat(place(request)).isEqualTo("b");
    }

    @Test
    void theRefusalSaysWhatWasMissing() {
        for (int i = 0; i < 5; i++) {
            hosts.put(ready("small" + i), free(100L * (i + 1) + 12, 8));
        }
        hosts.put(Hosts.in(ready("gone1"), Condition.DOWN), BIG);
        hosts.put(Hosts.in(ready("gone2"), Condition.DOWN), BIG);

        NoPlace answer = refusal(machine(1024, 1));

        assertThat(answer.sentence()).isEqualTo("7 hosts: 5 lack ram (largest free 512 MiB), 2 are down");
        assertThat(answer.explanation().hosts()).isEqualTo(7);
        assertThat(answer.explanation().removed()).containsExactly(Map.entry("alive", 2), Map.entry("ram", 5));
    }

    @Test
    void promisedBandwidthHasToBeFreeAndTheRefusalSaysHowMuchIs() {
        hosts.put(ready("a"), new Resources(65_536, 64, 1_000, 400));
        hosts.put(ready("b"), new Resources(512, 1, 1_000, 900));

        assertThat(place(promised(900))).isEqualTo("b");
        assertThat(refusal(promised(901)).sentence()).isEqualTo("2 hosts: 2 lack bandwidth (largest free 900 kbit/s)");
    }

    private static PlacementRequest promised(long kbps) {
        return new PlacementRequest(
                new Resources(256, 1, 1, kbps),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Optional.empty());
    }

    @Test
    void aMachineGoesOnlyWhereItsNetworksCanBeCarried() {
        HostReach bridge = new HostReach(
                true, Set.of("physnet1"), Map.of("bridge", Set.of("segment/flat", "segment/vlan", "segment/vxlan")));
        hosts.put(Hosts.reaching("silent", HostReach.FLAT), BIG);
        hosts.put(Hosts.reaching("no-tunnel", new HostReach(false, bridge.physical(), bridge.drivers())), BIG);
        hosts.put(Hosts.reaching("unconnected", new HostReach(true, Set.of(), bridge.drivers())), BIG);
        hosts.put(Hosts.reaching("other", new HostReach(true, bridge.physical(), Map.of("ovs", Set.of()))), BIG);
        NetworkNeed vlan = new NetworkNeed("bridge", Segment.Type.VLAN, Optional.of("physnet1"));
        NetworkNeed vxlan = new NetworkNeed("bridge", Segment.Type.VXLAN, Optional.empty());

        assertThat(place(on(vlan))).isEqualTo("no-tunnel");
        assertThat(place(on(vxlan))).isEqualTo("unconnected");
        assertThat(refusal(on(vlan, vxlan)).sentence())
                .isEqualTo("4 hosts: 4 cannot carry its networks (vlan on physnet1 by bridge, vxlan by bridge)");
        assertThat(refusal(on(vlan, vxlan)).explanation().removed()).containsExactly(Map.entry("network", 4));

        hosts.put(Hosts.reaching("all", bridge), free(1024, 2));
        assertThat(place(on(vlan, vxlan))).isEqualTo("all");
    }

    @Test
    void aHostWithOneDriverUsesItForEveryNetwork() {
        hosts.put(
                Hosts.reaching("forced", new HostReach(false, Set.of(), Map.of("recording", Set.of("segment/flat")))),
                BIG);

        assertThat(place(on(new NetworkNeed("bridge", Segment.Type.FLAT, Optional.empty()))))
                .isEqualTo("forced");
    }

    @Test
    void aHostThatSaysNothingOfItsDriversDoesFlatNetworks() {
        hosts.put(ready("a"), BIG);

        assertThat(place(on(new NetworkNeed("bridge", Segment.Type.FLAT, Optional.empty()))))
                .isEqualTo("a");
    }

    @Test
    void aHostThatDoesWhatTheQosRulesSayIsPreferredAndOthersAreBetterThanNone() {
        HostReach marks = new HostReach(false, Set.of(), Map.of("bridge", Set.of("segment/flat", "qos/dscp_marking")));
        hosts.put(ready("silent"), BIG);
        hosts.put(Hosts.reaching("marks", marks), free(512, 1));
        NetworkNeed marked = new NetworkNeed("bridge", Segment.Type.FLAT, Optional.empty(), Set.of("dscp_marking"));

        assertThat(place(on(marked))).isEqualTo("marks");

        hosts.put(Hosts.reaching("marks", marks), free(128, 1));
        Placement second = (Placement) Scheduler.place(on(marked), hosts);
        assertThat(second.host()).isEqualTo("silent");
        assertThat(second.explanation().chosen().orElse("")).contains("its driver lacks some QoS rules");
    }

    private static PlacementRequest on(NetworkNeed... networks) {
        return new PlacementRequest(
                new Resources(256, 1, 1, 0),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                Set.of(networks));
    }

    @Test
    void withoutHostsTheRefusalSaysSo() {
        assertThat(refusal(machine(1, 1)).sentence()).isEqualTo("there are no hosts");
    }

    @Test
    void aCordonedHostIsLeftOutUntilItIsReadyAgain() {
        hosts.put(Hosts.in(ready("a"), Condition.CORDONED), BIG);
        assertThat(refusal(machine(1, 1)).sentence()).isEqualTo("1 host: 1 takes no new machines (cordoned)");

        hosts.put(ready("a"), BIG);
        assertThat(place(machine(1, 1))).isEqualTo("a");
    }

    @Test
    void whyNotNamesTheFirstReason() {
        hosts.put(ready("a"), free(512, 8));

        assertThat(Scheduler.whyNot(machine(1024, 1), "a", hosts)).contains("a lacks ram (largest free 512 MiB)");
        assertThat(Scheduler.whyNot(machine(256, 1), "a", hosts)).isEmpty();
        assertThat(Scheduler.whyNot(machine(256, 1), "z", hosts)).contains("there is no host z");
    }

    @Test
    void aFullHostIsFoundAgainWhenItHasRoom() {
        hosts.put(ready("a"), free(0, 0));
        assertThat(Scheduler.place(machine(1, 1), hosts)).isInstanceOf(NoPlace.class);

        hosts.setFree("a", BIG);
        assertThat(place(machine(1, 1))).isEqualTo("a");
    }

    private String place(PlacementRequest request) {
        ScheduleAnswer answer = Scheduler.place(request, hosts);
        assertThat(answer).isInstanceOf(Placement.class);
        return ((Placement) answer).host();
    }

    private NoPlace refusal(PlacementRequest request) {
        return assertThat(Scheduler.place(request, hosts))
                .asInstanceOf(type(NoPlace.class))
                .actual();
    }

    private static PlacementRequest excluding(PlacementRequest request, String... hosts) {
        return new PlacementRequest(
                request.needs(),
                List.of(hosts),
                request.compute(),
                request.zone(),
                request.labels(),
                request.hypervisor());
    }

    private static PlacementRequest onlyOn(PlacementRequest request, String host) {
        return new PlacementRequest(
                request.needs(),
                request.excluded(),
                Optional.of(host),
                request.zone(),
                request.labels(),
                request.hypervisor());
    }
}
