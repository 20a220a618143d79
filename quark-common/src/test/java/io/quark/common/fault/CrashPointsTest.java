package io.quark.common.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

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
    void nothingIsConfiguredNormally() {
        assertThat(CrashPoints.configured("")).isSameAs(CrashPoints.NONE);
    }
}
