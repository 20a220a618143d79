package io.quark.common.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DiskHeaderTest {

    private static final long FILE_BYTES = 1 << 20;

    @Test
    void ordinaryDisksAreTaken() {
        assertThat(fault(header -> {})).isEmpty();
        assertThat(fault(header -> header.putInt(4, 2))).isEmpty();
        assertThat(fault(header -> header.putLong(72, 1))).isEmpty(); // was not closed: its own repair is safe
        assertThat(DiskHeader.fault(new byte[512], 512, false)).isEmpty();
    }

    @Test
    void aDiskTellsHowLargeItIsToGuests() {
        byte[] first =
                ByteBuffer.allocate(DiskHeader.LENGTH).putLong(24, 5L << 40).array();

        assertThat(DiskHeader.virtualBytes(first)).isEqualTo(5L << 40);
    }

    @Test
    void diskThatNamesAnotherFileIsRefused() {
        assertThat(fault(header -> header.putLong(8, 512)).orElseThrow()).contains("has a backing file");
        assertThat(fault(header -> header.putInt(4, 2).putLong(8, 512)).orElseThrow())
                .contains("has a backing file");
        assertThat(fault(header -> header.putLong(72, 1 << 2)).orElseThrow()).contains("external file");
    }

    @Test
    void featureBitsCountOnlyWhereThereAreSome() {
        assertThat(fault(header -> header.putInt(4, 2).putLong(72, 1 << 2))).isEmpty();
    }

    @Test
    void diskThatNobodyCanReadIsRefused() {
        assertThat(fault(header -> header.putInt(32, 1)).orElseThrow()).contains("encrypted");
        assertThat(fault(header -> header.putInt(32, 2)).orElseThrow()).contains("encrypted");
        assertThat(fault(header -> header.putLong(72, 1L << 40)).orElseThrow()).contains("not known here");
        assertThat(fault(header -> header.putLong(72, 1 << 1)).orElseThrow()).contains("corrupt");
        assertThat(fault(header -> header.putInt(4, 4)).orElseThrow()).contains("version 4");
    }

    @Test
    void tablesThatCannotBeThereAreRefused() {
        assertThat(fault(header -> header.putInt(36, Integer.MAX_VALUE))).isPresent();
        assertThat(fault(header -> header.putInt(36, -1))).isPresent();
        assertThat(fault(header -> header.putInt(36, 1 << 20)))
                .isPresent(); // fewer than QEMU takes, more than the file has
        assertThat(fault(header -> header.putLong(40, Long.MAX_VALUE & ~0xffffL)))
                .isPresent();
        assertThat(fault(header -> header.putLong(40, 12_345))).isPresent();
        assertThat(fault(header -> header.putInt(56, -1))).isPresent();
        assertThat(fault(header -> header.putLong(48, FILE_BYTES))).isPresent();
        assertThat(fault(header -> header.putLong(24, 17L << 40)).orElseThrow()).contains("larger than 16 TiB");
        assertThat(fault(header -> header.putLong(24, -1))).isPresent();
        assertThat(fault(header -> header.putInt(20, 63))).isPresent();
        assertThat(fault(header -> header.putInt(20, 0))).isPresent();
        assertThat(fault(header -> header.putInt(60, 1)).orElseThrow()).contains("snapshots");
        assertThat(fault(header -> header.putInt(96, 7))).isPresent();
        assertThat(fault(header -> header.putInt(100, 1 << 30))).isPresent();
    }

    @Test
    void formatIsNeverGuessed() {
        assertThat(DiskHeader.fault(qcow2().array(), FILE_BYTES, false).orElseThrow())
                .contains("is a qcow2 file");
        assertThat(DiskHeader.fault(new byte[512], 512, true).orElseThrow()).contains("is not a qcow2 file");
        assertThat(DiskHeader.fault(new byte[0], 0, true)).isPresent();
    }

    @Test
    void cutOffHeaderIsRefused() {
        for (int length = 0; length < 104; length++) {
            byte[] cut = Arrays.copyOf(qcow2().array(), length);
            assertThat(DiskHeader.fault(cut, length, true))
                    .as("%d bytes", length)
                    .isPresent();
        }
    }

    @Property(tries = 2_000)
    void noBytesMakeItFail(@ForAll @Size(max = 120) byte[] noise) {
        byte[] crafted = qcow2().array();
        System.arraycopy(noise, 0, crafted, 8, Math.min(noise.length, crafted.length - 8));
        assertThat(DiskHeader.fault(crafted, FILE_BYTES, true)).isNotNull();
    }

    private static Optional<String> fault(Consumer<ByteBuffer> crafted) {
        ByteBuffer header = qcow2();
        crafted.accept(header);
        byte[] bytes = new byte[header.capacity()];
        header.get(0, bytes);
        return DiskHeader.fault(bytes, FILE_BYTES, true);
    }

    /** Of a file as qemu-img makes it: clusters of 64 KiB, references in the second, the table in the fourth. */
    private static ByteBuffer qcow2() {
        return ByteBuffer.allocate(DiskHeader.LENGTH)
                .putInt(0, 0x514649fb)
                .putInt(4, 3)
                .putInt(20, 16)
                .putLong(24, 64L << 20)
                .putInt(36, 1)
                .putLong(40, 3 << 16)
                .putLong(48, 1 << 16)
                .putInt(56, 1)
                .putInt(96, 4)
                .putInt(100, 112);
    }
}
