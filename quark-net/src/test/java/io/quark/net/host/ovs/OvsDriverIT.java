package io.quark.net.host.ovs;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.id.Ids;
import io.quark.common.model.Nic;
import io.quark.common.model.Segment;
import io.quark.common.model.TrafficLimits;
import io.quark.net.host.Attachment;
import io.quark.net.host.Endpoint;
import io.quark.net.host.HostNetwork;
import io.quark.net.host.NetworkNamespace;
import io.quark.net.host.Nics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The driver against a real Open vSwitch with the userspace datapath, on one host. */
class OvsDriverIT {

    private static final Settings SETTINGS =
            new Settings("test", Settings.USERSPACE, Optional.empty(), Map.of(), true, true, true);

    private final String network = Ids.fresh();
    private final List<AutoCloseable> open = new ArrayList<>();
    private Optional<NetworkNamespace> namespace = Optional.empty();
    private Optional<OvsSwitch> started = Optional.empty();

    @BeforeEach
    void start() {
        namespace = Optional.of(NetworkNamespace.open());
        open.add(host());
        started = Optional.of(OvsSwitch.start(host()));
        open.add(ovs());
    }

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private NetworkNamespace host() {
        return namespace.orElseThrow();
    }

    private OvsSwitch ovs() {
        return started.orElseThrow();
    }

    private OvsDriver driver() {
        return ovs().driver(SETTINGS);
    }

    private NetworkNamespace machine(Nic nic) {
        NetworkNamespace machine = NetworkNamespace.open();
        open.add(machine);
        driver().realise(HostNetwork.of(nic));
        Attachment.OvsAttachment attachment = (Attachment.OvsAttachment) driver().attach(Endpoint.of(nic));
        host().cable(attachment.target(), machine, "eth0", nic.mac());
        nic.addresses()
                .forEach(address ->
                        machine.ip().run("address", "add", address.ip() + "/" + address.prefix(), "dev", "eth0"));
        ovs().plug(attachment.bridge(), attachment.target());
        return machine;
    }

    private Nic nic(int number) {
        Nic nic = Nics.on(network, OvsDriver.NAME, Segment.FLAT, 1400);
        Nic numbered = new Nic(
                nic.port(),
                nic.network(),
                "52:54:00:00:00:0" + number,
                nic.addresses(),
                nic.qosPolicy(),
                nic.securityGroups());
        return Nics.with(numbered, List.of("10.20.0." + number));
    }

    @Test
    void machinesReachEachOtherAndOnlyAsThemselves() {
        NetworkNamespace first = machine(nic(5));
        machine(nic(6));
        assertThat(first.run("ping", "-c", "1", "-W", "1", "10.20.0.6").exit()).isZero();
        first.ip().run("address", "add", "10.20.0.66/24", "dev", "eth0");
        assertThat(first.run("ping", "-c", "1", "-W", "1", "-I", "10.20.0.66", "10.20.0.6")
                        .exit())
                .isNotZero();
    }

    @Test
    void limitsAreReadBack() {
        Nic nic = nic(5);
        machine(nic);
        TrafficLimits wanted = new TrafficLimits(
                Optional.of(new TrafficLimits.Rate(5000, 1000)),
                Optional.of(new TrafficLimits.Rate(3000, 500)),
                Optional.of(46));
        assertThat(driver().limits(Endpoint.of(nic))).isEqualTo(TrafficLimits.NONE);
        assertThat(driver().limit(Endpoint.of(nic), wanted)).isEqualTo(wanted);
        assertThat(driver().limits(Endpoint.of(nic))).isEqualTo(wanted);
        assertThat(driver().limit(Endpoint.of(nic), TrafficLimits.NONE)).isEqualTo(TrafficLimits.NONE);
        assertThat(driver().limits(Endpoint.of(nic))).isEqualTo(TrafficLimits.NONE);
    }
}
