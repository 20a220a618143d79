package io.quark.compute.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.compute.storage.Eviction.Cached;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EvictionTest {

    private static final Cached OLD = cached("old", 10, 1);
    private static final Cached MIDDLE = cached("middle", 10, 2);
    private static final Cached NEW = cached("new", 10, 3);
    private static final List<Cached> ALL = List.of(MIDDLE, NEW, OLD);

    @Test
    void leastRecentlyUsedGoesFirstAndNoMoreThanNeeded() {
        assertThat(Eviction.choose(ALL, Set.of(), 1)).containsExactly(OLD);
        assertThat(Eviction.choose(ALL, Set.of(), 10)).containsExactly(OLD);
        assertThat(Eviction.choose(ALL, Set.of(), 11)).containsExactly(OLD, MIDDLE);
    }

    @Test
    void nothingGoesWithoutNeed() {
        assertThat(Eviction.choose(ALL, Set.of(), 0)).isEmpty();
    }

    @Test
    void whatIsKeptStaysHoweverMuchIsWanted() {
        assertThat(Eviction.choose(ALL, Set.of("old", "new"), Long.MAX_VALUE)).containsExactly(MIDDLE);
        assertThat(Eviction.evictableBytes(ALL, Set.of("old", "new"))).isEqualTo(10);
    }

    private static Cached cached(String sha256, long bytes, long second) {
        return new Cached(sha256, bytes, Instant.ofEpochSecond(second));
    }
}
