package io.quark.net.alloc;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Many histories. */
class NetHistoryIT {

    @Property(tries = 500)
    void noHistoryBreaksAnInvariant(@ForAll @Size(min = 20, max = 120) List<@IntRange(max = 1 << 24) Integer> moves) {
        NetHistory history = new NetHistory();
        moves.forEach(history::move);
        history.settleAndFill();
    }
}
