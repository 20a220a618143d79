package io.quark.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** However large an image is, the api needs the same little memory to take it in. */
class LargeUploadIT {

    private static final long GIB = 1L << 30;

    /** Bytes that outlive the upload, or young collections during it, at most: far below the image, so nobody holds that. */
    private static final long MOST_HELD = 128L << 20;

    @RegisterExtension
    static final ApiFixture API = new ApiFixture();

    @Test
    void aGibibyteIsTakenInWithFlatMemory() {
        API.client()
                .post("/v1/images", "{\"name\":\"large\",\"format\":\"raw\"}", "Prefer", "wait=30")
                .succeeded();
        System.gc();
        long before = held();
        heapPools().forEach(MemoryPoolMXBean::resetPeakUsage);

        API.client()
                .putStream("/v1/images/large/data", () -> new Zeros(GIB), "Prefer", "wait=30")
                .succeeded();

        System.gc();
        assertThat(held() - before).isLessThan(MOST_HELD);
        assertThat(oldPeak()).as("what outlived young collections meanwhile").isLessThan(before + MOST_HELD);
        assertThat(API.client().get("/v1/images/large").json().path("size").asLong())
                .isEqualTo(GIB);
    }

    private static long held() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static Stream<MemoryPoolMXBean> heapPools() {
        return ManagementFactory.getMemoryPoolMXBeans().stream().filter(pool -> pool.getType() == MemoryType.HEAP);
    }

    private static long oldPeak() {
        return heapPools()
                .filter(pool -> pool.getName().matches(".*(Old|Tenured).*"))
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
    }

    /** That many zeros, made as they are read. */
    private static final class Zeros extends InputStream {

        private long left;

        Zeros(long bytes) {
            this.left = bytes;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (left <= 0) {
                return -1;
            }
            int some = (int) Math.min(left, length);
            Arrays.fill(into, offset, offset + some, (byte) 0);
            left -= some;
            return some;
        }
    }
}
