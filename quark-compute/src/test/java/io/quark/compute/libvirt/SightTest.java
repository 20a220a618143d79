package io.quark.compute.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quark.common.looking.GuestFacts;
import io.quark.common.looking.MachineStatistics;
import io.quark.compute.hypervisor.HostFailureException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** What libvirt, QEMU and its guest agent say, read. */
class SightTest {

    private static byte[] pixmap(String header, int... pixels) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
        for (int pixel : pixels) {
            bytes.write(pixel >> 16);
            bytes.write(pixel >> 8);
            bytes.write(pixel);
        }
        return bytes.toByteArray();
    }

    @Test
    void aPixmapBecomesThePictureThatItShows() throws IOException {
        byte[] png = Pictures.png(pixmap("P6\n2 2\n255\n", 0xff0000, 0x00ff00, 0x0000ff, 0x102030));

        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(png));
        assertThat(picture.getWidth()).isEqualTo(2);
        assertThat(picture.getRGB(0, 0)).isEqualTo(0xffff0000);
        assertThat(picture.getRGB(1, 0)).isEqualTo(0xff00ff00);
        assertThat(picture.getRGB(0, 1)).isEqualTo(0xff0000ff);
        assertThat(picture.getRGB(1, 1)).isEqualTo(0xff102030);
        assertThat(Pictures.png(png)).isSameAs(png);
    }

    @Test
    void aPictureThatIsCutShortOrUnknownIsNone() {
        assertThatThrownBy(() -> Pictures.png(pixmap("P6\n2 2\n255\n", 0xff0000)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Pictures.png(pixmap("P6\n99999 99999\n255\n", 0xff0000)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Pictures.png("BM".getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(HostFailureException.class);
    }

    @Test
    void aDomainSaysWhereItCanBeLookedInto() {
        DomainDoors doors = DomainDoors.of("""
                <domain><devices>
                  <interface type='bridge'><mac address='52:54:00:AA:00:01'/><target dev='qk1'/></interface>
                  <serial type='unix'>
                    <source mode='bind' path='/run/q/serial'/><log file='/var/q/console.log' append='on'/>
                    <target port='0'/>
                  </serial>
                  <channel type='unix'><source mode='bind' path='/x'/>
                    <target type='virtio' name='org.qemu.guest_agent.0' state='connected'/></channel>
                  <graphics type='vnc' socket='/run/q/vnc'><listen type='socket' socket='/run/q/vnc'/></graphics>
                </devices></domain>""");

        assertThat(doors)
                .isEqualTo(new DomainDoors(
                        Optional.of(Path.of("/var/q/console.log")),
                        Optional.of(Path.of("/run/q/serial")),
                        Optional.of(Path.of("/run/q/vnc")),
                        true,
                        Map.of("qk1", "52:54:00:aa:00:01")));
    }

    @Test
    void aDomainOfAnOlderVersionHasNoDoors() {
        DomainDoors doors = DomainDoors.of("<domain><devices><serial type='pty'><source path='/dev/pts/3'/></serial>"
                + "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0' state='disconnected'/></channel>"
                + "</devices></domain>");

        assertThat(doors)
                .isEqualTo(new DomainDoors(Optional.empty(), Optional.empty(), Optional.empty(), false, Map.of()));
    }

    @Test
    void whatTheAgentSaysIsTakenAndBounded() {
        GuestFacts facts = AgentWords.read(
                Optional.of("{\"return\":{\"host-name\":\"" + "h".repeat(1000) + "\"}}"),
                Optional.of(
                        "{\"return\":{\"id\":\"debian\",\"name\":\"Debian\",\"version\":12,\"kernel-release\":\"6.1\"}}"),
                Optional.of(
                        "{\"return\":[{\"name\":\"eth0\",\"hardware-address\":\"52:54:00:00:00:01\",\"ip-addresses\":"
                                + "[{\"ip-address\":\"10.0.0.5\",\"prefix\":24},{\"ip-address\":\"fe80::1\",\"prefix\":64}]}]}"));

        assertThat(facts.hostname().orElseThrow()).hasSize(255);
        assertThat(facts.system())
                .contains(new GuestFacts.OperatingSystem(
                        Optional.of("debian"), Optional.of("Debian"), Optional.empty(), Optional.of("6.1")));
        assertThat(facts.interfaces())
                .containsExactly(new GuestFacts.Interface(
                        "eth0", Optional.of("52:54:00:00:00:01"), List.of("10.0.0.5/24", "fe80::1/64")));
    }

    @Test
    void anAgentThatTalksNonsenseTellsNothing() {
        GuestFacts facts = AgentWords.read(
                Optional.of("{\"return\":[]}"), Optional.of("{}"), Optional.of("{\"return\":{\"a\":1}}"));

        assertThat(facts.hostname()).isEmpty();
        assertThat(facts.interfaces().stream().flatMap(nic -> nic.addresses().stream()))
                .isEmpty();
    }

    @Test
    void statisticsAreThoseOfLibvirt() {
        MachineStatistics statistics = StatisticsReading.of(
                "i1",
                Map.ofEntries(
                        Map.entry("state.state", 3L),
                        Map.entry("cpu.time", 5_000_000_000L),
                        Map.entry("vcpu.current", 2L),
                        Map.entry("balloon.maximum", 2048L),
                        Map.entry("balloon.current", 1024L),
                        Map.entry("balloon.rss", 512L),
                        Map.entry("block.count", 1L),
                        Map.entry("block.0.name", "vda"),
                        Map.entry("block.0.rd.bytes", 10L),
                        Map.entry("block.0.wr.reqs", 3L),
                        Map.entry("net.count", 1L),
                        Map.entry("net.0.name", "qk1"),
                        Map.entry("net.0.rx.bytes", 7L),
                        Map.entry("net.0.rx.drop", 1L),
                        Map.entry("net.0.tx.drop", 2L)),
                Map.of("qk1", "52:54:00:00:00:01"));

        assertThat(statistics)
                .isEqualTo(new MachineStatistics(
                        "i1",
                        true,
                        new MachineStatistics.Cpu(5_000_000_000L, 2),
                        new MachineStatistics.Memory(2 << 20, 1 << 20, Optional.of(512L << 10), Optional.empty()),
                        List.of(new MachineStatistics.Disk("vda", 10, 0, 0, 3)),
                        List.of(new MachineStatistics.Interface(
                                "qk1", Optional.of("52:54:00:00:00:01"), 7, 0, 0, 0, 3))));
    }
}
