package io.quark.common.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

class LostSpansTest {

    @Provide
    Arbitrary<List<long[]>> spans() {
        return Arbitraries.longs()
                .between(0, 30)
                .tuple2()
                .map(it -> new long[] {Math.min(it.get1(), it.get2()), Math.max(it.get1(), it.get2())})
                .list()
                .ofMaxSize(12);
    }

    @Property
    void holdsWhatWasAddedAndNothingElse(@ForAll("spans") List<long[]> added, @ForAll @LongRange(max = 31) long at) {
        LostSpans lost = new LostSpans();
        added.forEach(span -> lost.add(span[0], span[1]));
        assertThat(lost.spanAround(at).isPresent()).isEqualTo(isIn(added, at));
    }

    @Property
    void theZxidBeforeASpanIsInNone(@ForAll("spans") List<long[]> added, @ForAll @LongRange(max = 31) long at) {
        LostSpans lost = new LostSpans();
        added.forEach(span -> lost.add(span[0], span[1]));
        OptionalLong start = lost.spanAround(at);
        start.ifPresent(it -> assertThat(lost.spanAround(it - 1)).isEmpty());
    }

    @Property
    void forgettingChangesNothingFromThereOn(
            @ForAll("spans") List<long[]> added, @ForAll @LongRange(max = 31) long at) {
        LostSpans lost = new LostSpans();
        added.forEach(span -> lost.add(span[0], span[1]));
        lost.forgetBefore(at);
        for (long later = at; later < 32; later++) {
            assertThat(lost.spanAround(later).isPresent()).isEqualTo(isIn(new ArrayList<>(added), later));
        }
    }

    private static boolean isIn(List<long[]> spans, long at) {
        return spans.stream().anyMatch(span -> span[0] <= at && at < span[1]);
    }
}
