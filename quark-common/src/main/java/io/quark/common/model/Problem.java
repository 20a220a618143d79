package io.quark.common.model;

import java.util.List;
import java.util.Optional;

/**
 * What went wrong, for people and programs (RFC 9457, with {@code hint} and {@code errors} added).
 *
 * @param type a short stable name of the kind of problem, relative to {@code /problems/}, e.g. {@code no-capacity}
 * @param title the same for every problem of its type
 * @param status the HTTP status that fits it
 * @param detail what exactly happened, to what
 * @param hint what to do next
 * @param errors each single fault, where there are several
 */
public record Problem(String type, String title, int status, String detail, Optional<String> hint, List<Fault> errors) {

    public Problem {
        errors = Copies.list(errors);
    }

    /**
     * One fault of a request.
     *
     * @param pointer JSON pointer (RFC 6901) into the request's body, or the name of a parameter
     */
    public record Fault(String pointer, String detail) {}

    public static Problem of(String type, String title, int status, String detail, String hint) {
        return new Problem(type, title, status, detail, Optional.of(hint), List.of());
    }
}
