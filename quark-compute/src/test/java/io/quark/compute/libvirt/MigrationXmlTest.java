package io.quark.compute.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class MigrationXmlTest {

    private static final String HERE = """
            <domain type='qemu' id='3'><name>quark-1</name>
              <metadata><quark:machine xmlns:quark='urn:quark:machine:1'><quark:compute>a</quark:compute></quark:machine></metadata>
              <vcpu>3</vcpu>
              <os><type>hvm</type><kernel>/a/images/k</kernel></os>
              <devices>
                <disk type='file' device='disk'>
                  <driver name='qemu' type='qcow2'/><source file='/a/root.qcow2' index='2'/>
                  <backingStore type='file'><format type='raw'/><source file='/a/images/abc'/></backingStore>
                  <target dev='vda' bus='virtio'/><address type='pci' slot='0x04'/>
                </disk>
                <disk type='file' device='disk'>
                  <source file='/a/seed.iso'/><target dev='vdb' bus='virtio'/><readonly/>
                </disk>
                <interface type='bridge'><mac address='52:54:00:00:00:01'/><source bridge='brA'/><target dev='tapA'/></interface>
                <interface type='bridge'><mac address='52:54:00:00:00:02'/><source bridge='brX'/><target dev='tapX'/></interface>
                <serial type='unix'><source mode='bind' path='/a/serial'/><log file='/a/console.log'/><target port='0'/></serial>
                <console type='unix' tty='/dev/pts/1'><source mode='bind' path='/a/serial'/><target type='serial' port='0'/></console>
                <graphics type='vnc' socket='/a/vnc'><listen type='socket' socket='/a/vnc'/></graphics>
              </devices>
            </domain>""";

    private static final String THERE = """
            <domain type='qemu'><name>quark-1</name>
              <metadata><quark:machine xmlns:quark='urn:quark:machine:1'><quark:compute>b</quark:compute></quark:machine></metadata>
              <vcpu>1</vcpu>
              <os><type>hvm</type><kernel>/b/images/k</kernel></os>
              <devices>
                <disk type='file' device='disk'>
                  <source file='/b/root.qcow2'/><target dev='vda' bus='virtio'/><address type='pci' slot='0x09'/>
                </disk>
                <disk type='file' device='disk'>
                  <source file='/b/seed.iso'/><target dev='vdb' bus='virtio'/><readonly/>
                </disk>
                <interface type='bridge'><mac address='52:54:00:00:00:01'/><source bridge='brB'/><target dev='tapB'/></interface>
                <serial type='unix'><source mode='bind' path='/b/serial'/><log file='/b/console.log'/><target port='0'/></serial>
                <console type='unix'><source mode='bind' path='/b/serial'/><target type='serial' port='0'/></console>
                <graphics type='vnc' socket='/b/vnc'><listen type='socket' socket='/b/vnc'/></graphics>
              </devices>
            </domain>""";

    private final String joined = MigrationXml.of(HERE, THERE);

    @Test
    void filesTapsAndSocketsAreThoseOfTheOtherHost() {
        assertThat(joined)
                .contains("/b/root.qcow2", "/b/seed.iso", "/b/images/k", "brB", "tapB", "/b/console.log")
                .contains("socket=\"/b/vnc\"", "path=\"/b/serial\"")
                .doesNotContain("/a/", "tapA", "backingStore", "/dev/pts");
    }

    @Test
    void whoseItIsIsSaidAsTheOtherHostHasDefinedIt() {
        String metadata = joined.substring(joined.indexOf("<quark:machine"), joined.indexOf("</metadata>"));

        assertThat(metadata).contains("<quark:compute>b</quark:compute>").doesNotContain(">a<");
    }

    @Test
    void whatTheGuestSeesStays() {
        Element domain = Xml.parse(joined);

        assertThat(OwnDomains.vcpus(joined)).isEqualTo(3);
        assertThat(Xml.all(domain, "address").get(0).getAttribute("slot")).isEqualTo("0x04");
    }

    @Test
    void whatTheOtherHostDoesNotKnowStaysAsItIs() {
        assertThat(joined).contains("brX", "tapX");
    }

    @Test
    void onlyWhatLiesAboveTheSameImageOnBothHostsNeedNotBeCopied() {
        assertThat(MigrationXml.liesAboveOnly(HERE, Optional.of("abc"))).isTrue();
        assertThat(MigrationXml.liesAboveOnly(HERE, Optional.of("abd"))).isFalse();
        assertThat(MigrationXml.liesAboveOnly(HERE, Optional.empty())).isFalse();
        assertThat(MigrationXml.liesAboveOnly(THERE, Optional.empty())).isTrue();
    }

    @Test
    void aVolumeLiesAboveNothing() {
        String volume = "<disk><source file='/v.qcow2'/>%s<target dev='vdc'/></disk></devices>";
        String above = "<backingStore><source file='/abc'/></backingStore>";

        assertThat(MigrationXml.liesAboveOnly(HERE.replace("</devices>", volume.formatted("")), Optional.of("abc")))
                .isTrue();
        assertThat(MigrationXml.liesAboveOnly(HERE.replace("</devices>", volume.formatted(above)), Optional.of("abc")))
                .isFalse();
    }
}
