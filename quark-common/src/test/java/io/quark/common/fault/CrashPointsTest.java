package io.quark.common.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrashPointsTest {

    private final AtomicInteger halts = new AtomicInteger();

    @Test
    void haltsAtItsPointOnly() {
        CrashPoints points = CrashAt.parse("orc.placed", halts::incrementAndGet);

        points.reached("orc.seen");
        assertThat(halts).hasValue(0);
        points.reached("orc.placed");
        assertThat(halts).hasValue(1);
    }

    @Test
    void haltsWhenThePointIsReachedForTheNthTime() {
        CrashPoints points = CrashAt.parse("orc.placed#3", halts::incrementAndGet);

        points.reached("orc.placed");
        points.reached("orc.placed");
        assertThat(halts).hasValue(0);
        points.reached("orc.placed");
        assertThat(halts).hasValue(1);
    }

    @Test
    void haltsAtThePointThatAFileNamesWhenItIsReached(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("crash");
        CrashPoints points = new CrashAsTold(file, halts::incrementAndGet);

        points.reached("orc.placed");
        Files.writeString(file, "orc.seen\n");
        points.reached("orc.placed");
        assertThat(halts).hasValue(0);
        points.reached("orc.seen");
        assertThat(halts).hasValue(1);
        Files.delete(file);
        points.reached("orc.seen");
        assertThat(halts).hasValue(1);
    }

    @Test
    void nothingIsConfiguredNormally() {
        assertThat(CrashPoints.configured("")).isSameAs(CrashPoints.NONE);
    }
}
