package io.quark.compute.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.id.Ids;
import io.quark.common.model.Boot;
import io.quark.common.model.Machine;
import io.quark.compute.hypervisor.DomainNic;
import io.quark.compute.hypervisor.MachineFiles;
import io.quark.compute.hypervisor.Owner;
import io.quark.compute.testing.Machines;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class DomainXmlTest {

    private static final String ID = Ids.derived("instance");
    private static final String TASK = Ids.derived("task");
    private static final Guest QEMU = new Guest(Guest.QEMU, "qemu", "x86_64", "none", 6, 8_192, Optional.empty());
    private static final MachineFiles FILES = new MachineFiles(
            Optional.of(Path.of("/m/root.qcow2")),
            Optional.of(Path.of("/i/vmlinuz")),
            Optional.of(Path.of("/i/initrd")),
            Optional.of(Path.of("/m/seed.iso")),
            Optional.of(Path.of("/m/console.log")),
            Optional.of(Path.of("/m/s/tty")),
            Optional.of(Path.of("/m/s/vnc")));
    private static final DomainNic NIC =
            new DomainNic("52:54:00:12:34:01", Optional.of("br-web"), Optional.of("q-tap1"), 1400);

    private final Machine machine = Machines.small(ID);

    @Test
    void domainIsNamedAndNumberedByItsInstance() {
        Element domain = domain(QEMU, machine, FILES, List.of(NIC));

        assertThat(domain.getAttribute("type")).isEqualTo("qemu");
        assertThat(text(domain, "name")).isEqualTo("quark-" + ID);
        assertThat(text(domain, "uuid")).isEqualTo(ID);
        assertThat(text(domain, "title")).isEqualTo("web-1");
        assertThat(text(domain, "memory")).isEqualTo("256");
        assertThat(first(domain, "type").getAttribute("machine")).isEqualTo("q35");
    }

    @Test
    void metadataTellTheOwner() {
        String xml = DomainXml.of(QEMU, Machines.owner(machine, TASK), machine, FILES, List.of());
        String metadata = xml.substring(
                xml.indexOf("<quark:machine"), xml.indexOf("</quark:machine>") + "</quark:machine>".length());

        assertThat(OwnerXml.read(metadata)).contains(Machines.owner(machine, TASK));
    }

    @Test
    void metadataAreReadWhateverPrefixTheyHave() {
        Owner owner = Machines.owner(machine, TASK);
        String xml = """
                <machine xmlns="urn:quark:machine:1">
                  <instance> %s </instance><task>%s</task><work_unit>%s</work_unit>
                  <name>web-1</name><compute>c1</compute><tree>%s</tree>
                </machine>""".formatted(ID, TASK, owner.workUnit(), Machines.TREE);

        assertThat(OwnerXml.read(xml)).contains(owner);
        assertThat(OwnerXml.read("<machine xmlns='urn:quark:machine:1'><instance>x</instance></machine>"))
                .isEmpty();
    }

    @Test
    void bootsFromItsKernelWithDiskSeedAndConsoleLog() {
        Element domain = domain(QEMU, machine, FILES, List.of(NIC));

        assertThat(text(domain, "kernel")).isEqualTo("/i/vmlinuz");
        assertThat(text(domain, "initrd")).isEqualTo("/i/initrd");
        assertThat(text(domain, "cmdline")).isEqualTo("console=ttyS0");
        assertThat(Xml.all(domain, "disk")).hasSize(2);
        assertThat(Xml.all(domain, "source").get(0).getAttribute("file")).isEqualTo("/m/root.qcow2");
        assertThat(Xml.all(domain, "readonly")).hasSize(1);
        assertThat(first(domain, "log").getAttribute("file")).isEqualTo("/m/console.log");
    }

    @Test
    void screenAndSerialConsoleAreAtSocketsOfTheMachineAlone() {
        Element domain = domain(QEMU, machine, FILES, List.of());

        Element graphics = first(domain, "graphics");
        assertThat(graphics.getAttribute("type")).isEqualTo("vnc");
        assertThat(first(graphics, "listen").getAttribute("type")).isEqualTo("socket");
        assertThat(first(graphics, "listen").getAttribute("socket")).isEqualTo("/m/s/vnc");
        assertThat(Xml.all(domain, "video")).hasSize(1);
        Element serial = first(domain, "serial");
        assertThat(serial.getAttribute("type")).isEqualTo("unix");
        assertThat(first(serial, "source").getAttribute("mode")).isEqualTo("bind");
        assertThat(first(serial, "source").getAttribute("path")).isEqualTo("/m/s/tty");
    }

    @Test
    void machineWithoutSocketsHasATerminalAndNoScreen() {
        Element domain = domain(QEMU, machine, FILES.unseen(), List.of());

        assertThat(Xml.all(domain, "graphics")).isEmpty();
        assertThat(first(domain, "serial").getAttribute("type")).isEqualTo("pty");
        assertThat(first(domain, "log").getAttribute("file")).isEqualTo("/m/console.log");
    }

    @Test
    void machineWithoutKernelBootsFromItsDisk() {
        MachineFiles diskOnly = new MachineFiles(
                FILES.disk(),
                Optional.empty(),
                Optional.empty(),
                FILES.seed(),
                FILES.console(),
                Optional.empty(),
                Optional.empty());

        Element domain = domain(QEMU, machine, diskOnly, List.of());

        assertThat(Xml.all(domain, "kernel")).isEmpty();
        assertThat(first(domain, "boot").getAttribute("dev")).isEqualTo("hd");
    }

    @Test
    void interfaceJoinsItsBridgeAsTheDriverSaid() {
        Element nic = first(domain(QEMU, machine, FILES, List.of(NIC)), "interface");

        assertThat(nic.getAttribute("type")).isEqualTo("bridge");
        assertThat(first(nic, "mac").getAttribute("address")).isEqualTo("52:54:00:12:34:01");
        assertThat(first(nic, "source").getAttribute("bridge")).isEqualTo("br-web");
        assertThat(first(nic, "target").getAttribute("dev")).isEqualTo("q-tap1");
        assertThat(first(nic, "mtu").getAttribute("size")).isEqualTo("1400");
    }

    @Test
    void interfaceJoinsOpenVswitchUnderTheIdOfItsPort() {
        Element nic = first(domain(QEMU, machine, FILES, List.of(ovs(true))), "interface");

        assertThat(first(nic, "source").getAttribute("bridge")).isEqualTo("qp1");
        assertThat(first(nic, "virtualport").getAttribute("type")).isEqualTo("openvswitch");
        assertThat(first(nic, "parameters").getAttribute("interfaceid")).isEqualTo(TASK);
        assertThat(first(nic, "target").getAttribute("dev")).isEqualTo("qt1");
        assertThat(Xml.all(nic, "driver")).isEmpty();
    }

    @Test
    void guestFillsInItsChecksumsWhereTheSwitchDoesNot() {
        Element nic = first(domain(QEMU, machine, FILES, List.of(ovs(false))), "interface");

        assertThat(first(nic, "host").getAttribute("csum")).isEqualTo("off");
        assertThat(first(nic, "guest").getAttribute("tso4")).isEqualTo("off");
    }

    private static DomainNic ovs(boolean offloads) {
        return new DomainNic(
                "52:54:00:12:34:01",
                Optional.of("qp1"),
                Optional.of("qt1"),
                1400,
                Optional.of(new DomainNic.OvsPort(TASK, offloads)));
    }

    @Test
    void interfaceWithoutBridgeIsInUserMode() {
        DomainNic nic = new DomainNic("52:54:00:12:34:01", Optional.empty(), Optional.empty(), 1500);

        assertThat(first(domain(QEMU, machine, FILES, List.of(nic)), "interface")
                        .getAttribute("type"))
                .isEqualTo("user");
    }

    @Test
    void whatTheUserWroteNeverBecomesMarkup() {
        String evil = "x\"/><disk type='file'><source file='/etc/shadow'/></disk>&";
        Machine named = Machine.plain(
                ID,
                "web-1",
                "default",
                256,
                1,
                0,
                new Boot(Optional.empty(), List.of(Machines.kernel()), Optional.of(evil)),
                List.of(),
                List.of(),
                Optional.empty(),
                Map.of(),
                0);
        MachineFiles files = new MachineFiles(
                Optional.empty(),
                FILES.kernel(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        Element domain = domain(QEMU, named, files, List.of());

        assertThat(text(domain, "cmdline")).isEqualTo(evil);
        assertThat(Xml.all(domain, "disk")).isEmpty();
    }

    @Test
    void kvmIsUsedOnlyWhereProcessorKernelAndLibvirtHaveIt() {
        String offers = "<capabilities><host><cpu><arch>x86_64</arch></cpu></host><guest><arch name='x86_64'>"
                + "<domain type='qemu'/><domain type='kvm'/></arch></guest></capabilities>";
        String offersNot = offers.replace("<domain type='kvm'/>", "");
        String vmx = "flags\t\t: fpu vmx sse\n";

        assertThat(GuestProbe.decide("QEMU", offers, vmx, true, "none").domainType())
                .isEqualTo("kvm");
        assertThat(GuestProbe.decide("QEMU", offersNot, vmx, true, "none").domainType())
                .isEqualTo("qemu");
        assertThat(GuestProbe.decide("QEMU", offers, vmx, false, "none").domainType())
                .isEqualTo("qemu");
        assertThat(GuestProbe.decide("QEMU", offers, "flags\t: fpu sse\n", true, "none")
                        .domainType())
                .isEqualTo("qemu");
        assertThat(GuestProbe.decide("TEST", offers, vmx, true, "none").kind()).isEqualTo("test");
    }

    @Test
    void userOfGuestsIsTheOneThatLibvirtNames() {
        String capabilities = "<capabilities><host><cpu><arch>x86_64</arch></cpu>"
                + "<secmodel><model>none</model></secmodel><secmodel><model>dac</model>"
                + "<baselabel type='kvm'>+64055:+109</baselabel></secmodel></host></capabilities>";

        assertThat(GuestProbe.decide("QEMU", capabilities, "", false, "none").user())
                .contains(new Guest.User(64055, 109));
        assertThat(GuestProbe.decide("QEMU", "<capabilities><host/></capabilities>", "", false, "none")
                        .user())
                .isEmpty();
    }

    @Test
    void vcpusAreReadBackAsTheyWillBe() {
        assertThat(OwnDomains.vcpus("<domain><vcpu placement='static'>4</vcpu></domain>"))
                .isEqualTo(4);
        assertThat(OwnDomains.vcpus("<domain><vcpu current='2'>4</vcpu></domain>"))
                .isEqualTo(2);
    }

    @Test
    void versionsAreWrittenWithDots() {
        assertThat(Facts.dotted(9_000_001)).isEqualTo("9.0.1");
    }

    private static Element domain(Guest guest, Machine machine, MachineFiles files, List<DomainNic> nics) {
        return Xml.parse(DomainXml.of(guest, Machines.owner(machine, TASK), machine, files, nics));
    }

    private static Element first(Element below, String name) {
        return Xml.all(below, name).get(0);
    }

    private static String text(Element below, String name) {
        return first(below, name).getTextContent();
    }
}
