package io.quark.net.host.ovs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quark.common.id.Ids;
import io.quark.common.model.Direction;
import io.quark.common.model.Nic;
import io.quark.common.model.Segment;
import io.quark.common.model.TrafficLimits;
import io.quark.common.model.TrafficLimits.Rate;
import io.quark.net.host.DriverException;
import io.quark.net.host.Endpoint;
import io.quark.net.host.Filter;
import io.quark.net.host.HostNetwork;
import io.quark.net.host.IpCommand;
import io.quark.net.host.Nics;
import io.quark.net.host.ProcessRunner;
import io.quark.net.host.Sysctls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the programs of Open vSwitch are told, and what is made of their answers; OvsDriverIT asks a real switch. */
class OvsDriverTest {

    private static final String NOTHING = "{\"data\":[],\"headings\":[]}";
    private static final TrafficLimits LIMITS =
            new TrafficLimits(Optional.of(new Rate(5_000, 1_000)), Optional.empty(), Optional.of(46));

    private final Nic nic = Nics.on(Ids.fresh(), OvsDriver.NAME);
    private final String bridge = Names.port(nic.port());
    private final Programs programs = new Programs();
    private final OvsDriver driver = driver(false);

    private OvsDriver driver(boolean required) {
        return OvsProvider.driver(
                new Vsctl(programs, List.of("ovs-vsctl")),
                new Ofctl(programs, List.of("ovs-ofctl"), "/run/x"),
                new IpCommand(programs, List.of("ip")),
                new NoSysctls(),
                new Settings("me", Settings.KERNEL, Optional.of("192.0.2.1"), Map.of(), true, true, required));
    }

    @Test
    void aBridgeIsMadeInOneTransactionWithWhatSaysWhoseItIs() {
        Segment overlay = new Segment(Segment.Type.VXLAN, Optional.empty(), Optional.of(77));
        HostNetwork network = HostNetwork.of(Nics.on(Ids.fresh(), OvsDriver.NAME, overlay, 1400));
        String name = Names.network(network.id());
        driver.realise(network);
        assertThat(programs.told)
                .anySatisfy(told -> assertThat(told)
                        .contains(
                                "--may-exist add-br " + name,
                                "external_ids:quark-owner=\"me\"",
                                "external_ids:quark-network=\"" + network.id() + "\"",
                                "mtu_request=1400",
                                "type=vxlan options:key=77 options:remote_ip=flow options:local_ip=\"192.0.2.1\""));
    }

    @Test
    void whatTheSwitchTellsOnItsErrorOutputOnlyIsAFailure() {
        programs.err = "ovs-vsctl: Error detected while setting up 'x'.  See ovs-vswitchd log for details.";
        assertThatThrownBy(() -> driver.realise(HostNetwork.of(nic)))
                .isInstanceOf(DriverException.class)
                .hasMessageContaining("Error detected");
    }

    @Test
    void aHostWithoutOpenVswitchOffersNothingAndIsWrongOnlyWhereItShouldHaveIt() {
        programs.exit = 1;
        programs.err = "database connection failed";
        driver.prepare();
        assertThat(driver.capabilities().segments()).isEmpty();
        assertThatThrownBy(() -> driver(true).prepare()).hasMessageContaining("database connection failed");
    }

    @Test
    void meterAndFlowsArePutInPlaceAndLeftAloneWhereTheyAreSo() {
        programs.bridge = true;
        driver.limit(Endpoint.of(nic), LIMITS);
        assertThat(programs.told)
                .anyMatch(told -> told.endsWith("add-meter unix:/run/x/" + bridge
                        + ".mgmt meter=1,kbps,burst,stats,bands=type=drop,rate=5000,burst_size=1000"));
        assertThat(programs.input)
                .contains("flow delete cookie=3/-1", "table=30,priority=100,actions=meter:1,goto_table:31")
                .contains("ip,actions=set_field:46->ip_dscp,output:1")
                .contains("ipv6,actions=set_field:46->ip_dscp,output:1");

        programs.meters = "meter=1 kbps burst stats bands=\ntype=drop rate=5000 burst_size=1000\n";
        programs.flows = """
                 cookie=0x3, table=30, priority=100 actions=meter:1,goto_table:31
                 cookie=0x3, table=31, priority=100,ip actions=set_field:46->ip_dscp,output:1
                 cookie=0x3, table=31, priority=100,ipv6 actions=set_field:46->ip_dscp,output:1
                """;
        programs.told.clear();
        assertThat(driver.limit(Endpoint.of(nic), LIMITS)).isEqualTo(LIMITS);
        assertThat(programs.told).noneMatch(told -> told.contains("-meter ") || told.contains("bundle"));

        driver.limit(Endpoint.of(nic), new TrafficLimits(Optional.of(new Rate(7, 8)), Optional.empty(), LIMITS.dscp()));
        assertThat(programs.told)
                .anyMatch(told -> told.contains("mod-meter"))
                .noneMatch(told -> told.contains("del-meter"));
    }

    @Test
    void aMeterThatNoFlowLeadsToLimitsNothing() {
        programs.bridge = true;
        programs.meters = "meter=1 kbps burst bands=\ntype=drop rate=5000 burst_size=1000\n";
        assertThat(driver.limits(Endpoint.of(nic))).isEqualTo(TrafficLimits.NONE);
    }

    @Test
    void aMachineSendsAsItselfOnly() {
        assertThat(PortFlows.of(Endpoint.of(nic), true))
                .contains(
                        "add cookie=1,table=10,priority=0,dl_src=52:54:00:00:00:01,actions=goto_table:11",
                        "add cookie=1,table=10,priority=200,vlan_tci=0x1000/0x1000,actions=drop",
                        "add cookie=1,table=10,priority=100,icmp6,icmp_type=134,actions=drop",
                        "add cookie=1,table=11,priority=100,ip,nw_src=10.20.0.5,actions=goto_table:20",
                        "add cookie=1,table=11,priority=100,ipv6,ipv6_src=fe80::5054:ff:fe00:1,actions=goto_table:20")
                .noneMatch(line -> line.startsWith("add cookie=1,table=11,priority=0"));
    }

    @Test
    void aRuleMatchesItsPortsAndRemotesInItsDirection() {
        Filter filter = new Filter(List.of(new Filter.Rule(
                Direction.INGRESS,
                "tcp",
                Optional.of(new Filter.PortRange(80, 82)),
                Optional.of(List.of("10.0.0.0/8", "fd00::/8")))));
        assertThat(FilterFlows.of(Optional.of(filter), 9))
                .contains(
                        "add cookie=2,table=40,priority=50,ip,actions=ct(table=41,zone=9)",
                        "add cookie=2,table=41,priority=100,ct_state=+trk-rpl,tcp,nw_src=10.0.0.0/8,tp_dst=0x50/0xfffe,actions=goto_table:42",
                        "add cookie=2,table=41,priority=100,ct_state=+trk-rpl,tcp6,ipv6_src=fd00::/8,tp_dst=0x52/0xffff,actions=goto_table:42")
                .noneMatch(line -> line.contains("table=21,priority=100"));
        assertThat(FilterFlows.of(Optional.empty(), 9)).containsExactly("delete cookie=2/-1");
    }

    @Test
    void masksCoverARangeExactly() {
        assertThat(PortMasks.of(new Filter.PortRange(0, 65_535))).containsExactly("0x0/0x0");
        assertThat(PortMasks.of(new Filter.PortRange(1_000, 1_999)).stream()
                        .mapToInt(mask -> 65_536 - Integer.decode(mask.substring(mask.indexOf('/') + 1)))
                        .sum())
                .isEqualTo(1_000);
    }

    @Test
    void entriesAreAddedMovedAndTakenAwayByTheirDifference() {
        List<String> there = List.of(
                "cookie=0x5, table=4, priority=100,dl_dst=52:54:00:00:00:02 actions=set_field:192.0.2.2->tun_dst,output:1",
                "cookie=0x5, table=4, priority=100,dl_dst=52:54:00:00:00:03 actions=set_field:192.0.2.2->tun_dst,output:1",
                "cookie=0x5, table=3, priority=100 actions=set_field:192.0.2.2->tun_dst,output:1");
        assertThat(OverlayFlows.elsewhere(
                        there, Map.of("52:54:00:00:00:02", "192.0.2.2", "52:54:00:00:00:03", "192.0.2.2")))
                .isEmpty();
        assertThat(OverlayFlows.elsewhere(there, Map.of("52:54:00:00:00:02", "192.0.2.3")))
                .containsExactlyInAnyOrder(
                        "add cookie=5,table=4,priority=100,dl_dst=52:54:00:00:00:02,actions=set_field:192.0.2.3->tun_dst,output:1",
                        "delete_strict table=4,priority=100,dl_dst=52:54:00:00:00:03",
                        "add cookie=5,table=3,priority=100,actions=set_field:192.0.2.3->tun_dst,output:1");
    }

    /** Answers as the programs do for a switch on which nothing is, but perhaps the bridge of the port. */
    private final class Programs implements ProcessRunner {
        private final List<String> told = new ArrayList<>();
        private String input = "";
        private String err = "";
        private String meters = "";
        private String flows = "";
        private boolean bridge;
        private int exit;

        @Override
        public Outcome run(List<String> command, String text, Duration timeout) {
            String line = String.join(" ", command);
            told.add(line);
            input += text;
            String out = "";
            if (line.startsWith("ip -json")) {
                out = "[]";
            } else if (line.contains("--format=json")) {
                out = bridge && line.endsWith("list Bridge " + Names.port(nic.port())) ? row() : NOTHING;
            } else if (line.contains("dump-meters")) {
                out = meters;
            } else if (line.contains("dump-flows")) {
                out = flows;
            }
            return new Outcome(exit, out, err);
        }

        private String row() {
            return "{\"data\":[[\"" + Names.port(nic.port())
                    + "\",[\"map\",[[\"quark-owner\",\"me\"],[\"quark-port\",\"" + nic.port()
                    + "\"]]]]],\"headings\":[\"name\",\"external_ids\"]}";
        }
    }

    private static final class NoSysctls implements Sysctls {
        @Override
        public Optional<String> get(String path) {
            return Optional.empty();
        }

        @Override
        public boolean set(String path, String value) {
            return true;
        }
    }
}
