package io.quark.api.http;

import io.quark.api.bind.Field;
import io.quark.common.model.Problem;
import io.quark.common.model.Problem.Fault;
import java.util.List;
import java.util.Optional;

/** A problem as clients see it (RFC 9457, media type {@code application/problem+json}). */
public record ProblemAnswer(
        @Field(says = "A stable reference to the kind of problem.", required = true, example = "\"/problems/conflict\"")
        String type,

        @Field(says = "The same for every problem of its type.", required = true)
        String title,

        @Field(says = "The HTTP status.", required = true) int status,

        @Field(says = "What exactly happened, to what.", required = true)
        String detail,

        @Field(says = "The path that was asked for; in the error of a work unit, the work unit.")
        Optional<String> instance,

        @Field(says = "What to do next.") Optional<String> hint,

        @Field(says = "Each single fault of the request, where it has any.")
        List<FaultAnswer> errors) {

    /** One fault of a request. */
    public record FaultAnswer(
            @Field(says = "JSON pointer into the body, or the name of a parameter or header.", required = true)
            String pointer,

            @Field(says = "What is wrong with it.", required = true)
            String detail) {}

    /**
     * A problem as an answer.
     *
     * @param instance what the problem happened to: a path
     */
    public static ProblemAnswer of(Problem problem, String instance) {
        return new ProblemAnswer(
                "/problems/" + problem.type(),
                problem.title(),
                problem.status(),
                problem.detail(),
                Optional.of(instance),
                problem.hint(),
                problem.errors().stream().map(ProblemAnswer::fault).toList());
    }

    private static FaultAnswer fault(Fault fault) {
        return new FaultAnswer(fault.pointer(), fault.detail());
    }
}
