package io.quark.api.work;

import io.quark.api.bind.Field;
import io.quark.common.model.WorkUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Why a work unit went where it did, as clients see it. */
public record ExplanationAnswer(
        @Field(required = true, says = "Id of the work unit.")
        String workUnit,

        @Field(says = "How many hosts there were; null: nothing was placed yet.")
        Optional<Integer> hosts,

        @Field(required = true, says = "For each filter how many hosts it removed, in the order of the filters.")
        Map<String, Integer> removed,

        @Field(says = "Why the chosen one won.") Optional<String> chosen,
        @Field(says = "Where it was placed.") Optional<String> placement,

        @Field(required = true, says = "Hosts that failed it.")
        List<String> excluded,

        @Field(says = "With ?compute=: what can be said of that host now.")
        Optional<HostAnswer> compute) {

    /** One host. */
    public record HostAnswer(
            @Field(required = true, says = "Its name.") String name,

            @Field(required = true, says = "chosen, failed, unknown, down, cordoned, or possible.")
            String verdict,

            @Field(required = true, says = "In words, as things are now.")
            String detail) {}

    static ExplanationAnswer of(WorkUnit work, Optional<HostAnswer> host) {
        return new ExplanationAnswer(
                work.id(),
                work.explain().map(WorkUnit.Explanation::hosts),
                work.explain().map(WorkUnit.Explanation::removed).orElse(Map.of()),
                work.explain().flatMap(WorkUnit.Explanation::chosen),
                work.placement().map(WorkUnit.Placement::compute),
                work.excluded(),
                host);
    }
}
