package io.quark.api.network;

import io.quark.api.http.ProblemType;
import io.quark.common.model.Problem.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How soon what was released may be handed out again: neighbours remember an old owner for about a minute, so a shorter quarantine is only for
 * who has allowed it in the configuration.
 *
 * @param floorS seconds
 */
public record Quarantine(int floorS) {

    /** What allows less. */
    public static final String SETTING = "net.min_reuse_after_s";

    /** What a request says of it, at one place of its body. */
    public record Asked(String pointer, Optional<Integer> seconds) {}

    /** Refuses anything below the floor. */
    public void refuseBelowFloor(Asked... asked) {
        refuseBelowFloor(List.of(asked));
    }

    /** Refuses anything below the floor, naming each. */
    public void refuseBelowFloor(List<Asked> asked) {
        List<Fault> below = new ArrayList<>();
        for (Asked one : asked) {
            one.seconds()
                    .filter(seconds -> seconds < floorS)
                    .ifPresent(seconds -> below.add(new Fault(
                            one.pointer(), seconds + " s is less than the " + floorS + " s that are allowed")));
        }
        if (!below.isEmpty()) {
            throw ProblemType.REFUSED.of(
                    below.get(0).pointer() + ": " + below.get(0).detail(),
                    "Ask for at least " + floorS + " s; the setting " + SETTING
                            + " of the api says how little is allowed.",
                    below);
        }
    }
}
