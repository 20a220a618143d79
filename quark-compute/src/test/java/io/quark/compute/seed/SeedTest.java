package io.quark.compute.seed;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.id.Ids;
import io.quark.common.model.Machine;
import io.quark.common.model.Nic;
import io.quark.common.model.Nic.NicAddress;
import io.quark.common.model.Subnet.Route;
import io.quark.compute.testing.Machines;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SeedTest {

    private static final String ID = Ids.derived("instance");

    @Test
    void interfacesAreRecognisedByTheirMacAndGetTheirAddresses() {
        Machine machine = Machines.small(ID);

        assertThat(Seed.of(machine).networkConfig()).isEqualTo("""
                        version: 2
                        ethernets:
                          nic0:
                            match:
                              macaddress: "52:54:00:12:34:01"
                            set-name: eth0
                            mtu: 1500
                            addresses:
                              - "10.20.0.5/24"
                              - "fd20::5054:ff:fe12:3401/64"
                            routes:
                              - to: "0.0.0.0/0"
                                via: "10.20.0.1"
                            nameservers:
                              addresses:
                                - "10.20.0.1"
                        """);
    }

    @Test
    void onlyTheFirstInterfaceWithAGatewayGivesTheDefaultRoute() {
        Machine machine =
                Machines.machine(ID, 0, List.of(Machines.kernel()), List.of(Machines.nic(1), Machines.nic(2)));

        assertThat(Seed.of(machine).networkConfig())
                .containsOnlyOnce("\"0.0.0.0/0\"")
                .contains("nic1:", "set-name: eth1");
    }

    @Test
    void eachFamilyHasItsDefaultRouteAndTheSubnetsOwnRoutesFollow() {
        NicAddress v4 = new NicAddress(
                "10.0.0.5",
                24,
                Ids.derived("4"),
                Optional.of("10.0.0.1"),
                List.of(new Route("10.9.0.0/16", "10.0.0.9")),
                List.of(),
                false);
        NicAddress v6 =
                new NicAddress("fd00::5", 64, Ids.derived("6"), Optional.of("fd00::1"), List.of(), List.of(), false);
        Nic plain = Machines.nic(1);
        Nic nic = new Nic(plain.port(), plain.network(), plain.mac(), List.of(v4, v6), Optional.empty(), List.of());

        assertThat(Seed.of(Machines.machine(ID, 0, List.of(Machines.kernel()), List.of(nic)))
                        .networkConfig())
                .contains("""
                            routes:
                              - to: "0.0.0.0/0"
                                via: "10.0.0.1"
                              - to: "10.9.0.0/16"
                                via: "10.0.0.9"
                              - to: "::/0"
                                via: "fd00::1"
                        """.stripTrailing());
    }

    @Test
    void addressThatOthersHaveTooIsLeftToTheGuest() {
        NicAddress own =
                new NicAddress("10.0.0.5", 24, Ids.derived("4"), Optional.empty(), List.of(), List.of(), false);
        NicAddress shared = new NicAddress(
                "10.1.0.9",
                24,
                Ids.derived("s"),
                Optional.of("10.1.0.1"),
                List.of(new Route("10.9.0.0/16", "10.1.0.1")),
                List.of("10.1.0.2"),
                true);
        Nic plain = Machines.nic(1);
        Nic nic =
                new Nic(plain.port(), plain.network(), plain.mac(), List.of(own, shared), Optional.empty(), List.of());

        assertThat(Seed.of(Machines.machine(ID, 0, List.of(Machines.kernel()), List.of(nic)))
                        .networkConfig())
                .contains("10.0.0.5/24")
                .doesNotContain("10.1.0.", "routes:", "nameservers:");
    }

    @Test
    void metaDataSaysWhoTheMachineIsAndWhoMayLogIn() {
        assertThat(Seed.of(Machines.small(ID)).metaData()).isEqualTo("""
                        instance-id: "%s"
                        local-hostname: "web-1"
                        public-keys:
                          - "ssh-ed25519 AAAAC3Nza someone@example"
                        """.formatted(ID));
    }

    @Test
    void machineWithoutNetworkHasAnEmptyConfiguration() {
        assertThat(Seed.of(Machines.machine(ID, 0, List.of(Machines.kernel()), List.of()))
                        .networkConfig())
                .isEqualTo("version: 2\n");
    }

    @Test
    void noTextCanBecomeMarkup() {
        assertThat(Yaml.of(Map.of("key", "a\": b\n- c\\ \u2028 é 😀")))
                .isEqualTo("key: \"a\\\": b\\u000a- c\\\\ \\u2028 \\u00e9 \\U0001f600\"\n");
    }

    @Test
    void absentUserDataIsOneThatDoesNothing() {
        assertThat(Seed.of(Machines.small(ID)).userData()).startsWith("#cloud-config");
    }
}
