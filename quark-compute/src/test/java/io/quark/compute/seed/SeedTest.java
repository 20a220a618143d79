package io.quark.compute.seed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quark.common.id.Ids;
import io.quark.common.model.Machine;
import io.quark.common.model.Nic;
import io.quark.common.model.Nic.NicAddress;
import io.quark.common.model.Subnet.Route;
import io.quark.compute.testing.Machines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeedTest {

    private static final String ID = Ids.derived("instance");

    @Test
    void interfacesAreRecognisedByTheirMacAndGetTheirAddresses() {
        Machine machine = Machines.small(ID);

        assertThat(Seed.of(machine, Optional.empty()).networkConfig()).isEqualTo("""
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

        assertThat(Seed.of(machine, Optional.empty()).networkConfig())
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

        assertThat(Seed.of(Machines.machine(ID, 0, List.of(Machines.kernel()), List.of(nic)), Optional.empty())
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
    void namesAreSearchedInTheDomainsOfTheSubnets() {
        Nic plain = Machines.nic(1);
        Nic nic = new Nic(
                plain.port(),
                plain.network(),
                plain.mac(),
                List.of(
                        inDomain("10.0.0.5", List.of("10.0.0.2"), Optional.of("a.example")),
                        inDomain("10.1.0.5", List.of(), Optional.empty()),
                        inDomain("10.2.0.5", List.of("10.0.0.2"), Optional.of("b.example"))),
                Optional.empty(),
                List.of());

        assertThat(Seed.of(Machines.machine(ID, 0, List.of(Machines.kernel()), List.of(nic)), Optional.empty())
                        .networkConfig())
                .endsWith("""
                            nameservers:
                              addresses:
                                - "10.0.0.2"
                              search:
                                - "a.example"
                                - "b.example"
                        """);
    }

    private static NicAddress inDomain(String ip, List<String> dns, Optional<String> domain) {
        return new NicAddress(ip, 24, Ids.derived(ip), Optional.empty(), List.of(), dns, false, domain);
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

        assertThat(Seed.of(Machines.machine(ID, 0, List.of(Machines.kernel()), List.of(nic)), Optional.empty())
                        .networkConfig())
                .contains("10.0.0.5/24")
                .doesNotContain("10.1.0.", "routes:", "nameservers:");
    }

    @Test
    void metaDataSaysWhoTheMachineIsAndWhoMayLogIn() {
        assertThat(Seed.of(Machines.small(ID), Optional.empty()).metaData()).isEqualTo("""
                        instance-id: "%s"
                        local-hostname: "web-1"
                        public-keys:
                          - "ssh-ed25519 AAAAC3Nza someone@example"
                        """.formatted(ID));
    }

    @Test
    void machineWithoutNetworkHasAnEmptyConfiguration() {
        assertThat(Seed.of(Machines.machine(ID, 0, List.of(Machines.kernel()), List.of()), Optional.empty())
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
        assertThat(Seed.of(Machines.small(ID), Optional.empty()).userData()).startsWith("#cloud-config");
    }

    @Test
    void vendorDataAreThoseOfTheHost() {
        assertThat(Seed.of(Machines.small(ID), Optional.of("#cloud-config\n")).vendorData())
                .contains("#cloud-config\n");
    }

    @Test
    void vendorDataAreReadFromTheOperatorsFile(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("vendor"), "#cloud-config\n{}\n");

        assertThat(VendorData.read("")).isEmpty();
        assertThat(VendorData.read(file.toString())).contains("#cloud-config\n{}\n");
    }

    @Test
    void vendorDataThatCannotBeHadSayWhyAtTheStart(@TempDir Path directory) throws Exception {
        Path large = Files.write(directory.resolve("large"), new byte[(int) VendorData.MAX_LENGTH + 1]);
        Path binary = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe});

        assertThatThrownBy(() -> VendorData.read(directory.resolve("absent").toString()))
                .hasMessageContaining("no file that can be read");
        assertThatThrownBy(() -> VendorData.read(large.toString())).hasMessageContaining("more than 65536 bytes");
        assertThatThrownBy(() -> VendorData.read(binary.toString())).hasMessageContaining("not UTF-8");
    }
}
