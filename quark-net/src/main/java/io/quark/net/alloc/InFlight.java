package io.quark.net.alloc;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Records that a proposal of this index changes and that are not seen changed yet: the next change of one waits, as it would be
 * decided on what is about to be no more. Not thread safe.
 */
final class InFlight {

    private final Map<String, Long> paths = new HashMap<>();

    /** Takes a record for this draft; denied, for now, while another one has it. */
    Optional<Choice.Denied<Void>> take(String path, Draft draft) {
        Long holder = paths.putIfAbsent(path, draft.proposal());
        if (holder != null && holder != draft.proposal()) {
            return Optional.of(new Choice.Denied<>(Refusals.beingChanged(), () -> true));
        }
        draft.onEnd(() -> paths.remove(path, draft.proposal()));
        return Optional.empty();
    }
}
