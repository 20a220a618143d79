package io.quark.compute.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.quark.compute.hypervisor.DiskSource;
import io.quark.compute.hypervisor.DomainDisk;
import io.quark.compute.hypervisor.HostFailureException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PoolXmlTest {

    private static final long MIB = 1024 * 1024;

    @Test
    void poolsOfFilesHoldThinQcow2() {
        PoolXml pool = PoolXml.of("<pool type='netfs'><name>nfs</name></pool>");

        assertThat(pool.volume("v1", 64))
                .contains("quark-v1.qcow2", "<allocation unit=\"MiB\">0<", "qcow2", "<compat>1.1<");
        assertThat(pool.source("v1", "/nfs/quark-v1.qcow2"))
                .isEqualTo(new DiskSource.InFile("/nfs/quark-v1.qcow2", "qcow2"));
    }

    @Test
    void volumeGroupHoldsDevices() {
        PoolXml pool = PoolXml.of("<pool type='logical'><name>vg</name></pool>");

        assertThat(pool.volume("v1", 64)).contains(">64<").doesNotContain("allocation", "qcow2");
        assertThat(xml(pool.source("v1", "/dev/vg/quark-v1")))
                .contains("type=\"block\"", "dev=\"/dev/vg/quark-v1\"", "type=\"raw\"");
    }

    @Test
    void cephIsReachedOverTheNetworkWithASecretThatIsOnlyNamed() {
        PoolXml pool = PoolXml.of("""
                <pool type='rbd'><name>ceph</name><source>
                  <host name='mon1' port='6789'/><name>vms</name>
                  <auth type='ceph' username='quark'><secret usage='ceph.quark'/></auth>
                </source></pool>""");

        DiskSource source = pool.source("v1", "vms/quark-v1");
        assertThat(source)
                .isEqualTo(new DiskSource.OverNetwork(
                        "rbd",
                        "vms/quark-v1",
                        List.of(new DiskSource.Server("mon1", Optional.of("6789"))),
                        Optional.of(
                                new DiskSource.Secret("quark", "ceph", Optional.empty(), Optional.of("ceph.quark")))));
        assertThat(xml(source))
                .contains("type=\"network\"", "protocol=\"rbd\"", "name=\"vms/quark-v1\"", "usage=\"ceph.quark\"");
    }

    @Test
    void whatWasLeftInTheMiddleIsNoVolume() {
        PoolXml pool = PoolXml.of("<pool type='dir'><name>d</name></pool>");
        String whole = "<volume><target><format type='qcow2'/></target></volume>";

        assertThat(pool.isWhole(whole, 64 * MIB, 64)).isTrue();
        assertThat(pool.isWhole(whole, 64 * MIB - 1, 64)).isFalse();
        assertThat(pool.isWhole("<volume><target><format type='raw'/></target></volume>", 64 * MIB, 64))
                .isFalse();
        assertThat(PoolXml.of("<pool type='rbd'><name>c</name></pool>").isWhole("<volume/>", 64 * MIB, 64))
                .isTrue();
    }

    @Test
    void onlyVolumeGroupsShowWhatOthersHaveWritten() {
        assertThat(List.of("dir", "fs", "netfs", "rbd")).noneMatch(PoolXmlTest::showsFormerContent);
        assertThat(showsFormerContent("logical")).isTrue();
    }

    private static boolean showsFormerContent(String type) {
        return PoolXml.of("<pool type='" + type + "'><name>p</name></pool>").showsFormerContent();
    }

    @Test
    void poolThatCannotHoldVolumesIsRefused() {
        assertThatExceptionOfType(HostFailureException.class)
                .isThrownBy(() -> PoolXml.of("<pool type='mpath'><name>m</name></pool>"))
                .withMessageContaining("mpath");
    }

    private static String xml(DiskSource source) {
        return new DiskXml("none").document(DomainDisk.ofVolume("v1", "vdc", source));
    }
}
