package io.quark.api.view;

import io.quark.api.bind.Faults;
import io.quark.api.http.ProblemException;
import io.quark.api.http.ProblemType;
import io.quark.common.id.Ids;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds records of one kind by what users call them: an id, or a name that is unique where it is looked for. Thread safe.
 *
 * @param kind in words, for messages: {@code instance}
 * @param listing where all of them are listed: {@code /v1/instances}
 * @param visible whether who asks may see a record
 * @param scope where names are looked for
 */
public record Lookup<T>(String kind, String listing, Index<T> index, Visibility<T> visible, Scope scope) {

    private static final int NEAR_NAMES = 5;

    /** Whether a project may see a record. */
    @FunctionalInterface
    public interface Visibility<T> {
        boolean test(T value, String project);
    }

    /**
     * Where names are looked for.
     *
     * @param parts of the index, for who asks: mostly its project
     * @param words that say so, for messages: " in project default"
     * @param advice what else may help, for messages
     */
    public record Scope(Function<String, Stream<String>> parts, Function<String, String> words, String advice) {

        /** The project that asks. */
        public static final Scope PROJECT = new Scope(
                Stream::of,
                project -> " in project " + project,
                " Another project is named by the header Quark-Project.");
    }

    /** Finds what belongs to projects. */
    public Lookup(String kind, String listing, Index<T> index, Visibility<T> visible) {
        this(kind, listing, index, visible, Scope.PROJECT);
    }

    /** What was found. */
    public sealed interface Found<T> {

        /** The one. */
        record One<T>(Entry<T> entry) implements Found<T> {}

        /** None; {@code near} are names like it. */
        record None<T>(List<String> near) implements Found<T> {}

        /** Several of that name. */
        record Several<T>(List<String> ids) implements Found<T> {}
    }

    /** Looks for an id or a name. */
    public Found<T> find(String project, String idOrName) {
        if (Ids.isId(Ids.canonical(idOrName))) {
            Optional<Entry<T>> byId =
                    index.byId(Ids.canonical(idOrName)).filter(entry -> visible.test(entry.value(), project));
            if (byId.isPresent()) {
                return new Found.One<>(byId.orElseThrow());
            }
        }
        List<Entry<T>> named = scope.parts()
                .apply(project)
                .flatMap(part -> index.named(part, idOrName).stream())
                .filter(entry -> visible.test(entry.value(), project))
                .toList();
        return switch (named.size()) {
            case 0 -> new Found.None<>(near(project, idOrName));
            case 1 -> new Found.One<>(named.get(0));
            default ->
                new Found.Several<>(named.stream()
                        .map(entry -> index.identity().id().apply(entry.value()))
                        .toList());
        };
    }

    private List<String> near(String project, String text) {
        return scope.parts()
                .apply(project)
                .flatMap(part -> index.in(Optional.of(part)).values().stream())
                .limit(10_000)
                .filter(entry -> visible.test(entry.value(), project))
                .map(entry -> index.identity().name().apply(entry.value()))
                .distinct()
                .map(known -> new Near(known, Spelling.distance(known, text)))
                .filter(near -> near.distance() <= Math.max(2, text.length() / 3))
                .sorted(Comparator.comparingInt(Near::distance).thenComparing(Near::name))
                .limit(NEAR_NAMES)
                .map(Near::name)
                .toList();
    }

    private record Near(String name, int distance) {}

    /** Whether users call the record of this id so. */
    public boolean isCalled(String id, String idOrName) {
        return id.equals(idOrName) || nameOf(id).equals(idOrName);
    }

    /** What people are told of the record of this id: its name, or its id where it is gone. */
    public String nameOf(String id) {
        return index.byId(id)
                .map(entry -> index.identity().name().apply(entry.value()))
                .orElse(id);
    }

    /** The addressed record, or the problem that there is none (404) or more than one (409). */
    public Entry<T> addressed(String project, String idOrName) {
        Found<T> found = find(project, idOrName);
        if (found instanceof Found.One<T> one) {
            return one.entry();
        }
        if (found instanceof Found.Several<T> several) {
            throw ambiguous(idOrName, several.ids());
        }
        throw missing(project, idOrName, ((Found.None<T>) found).near());
    }

    private ProblemException ambiguous(String name, List<String> ids) {
        return ProblemType.CONFLICT.of(
                ids.size() + " " + kind + "s are named " + name + ": "
                        + ids.stream().limit(10).collect(Collectors.joining(", ")) + (ids.size() > 10 ? ", ..." : ""),
                "Say which one by its id.");
    }

    private ProblemException missing(String project, String idOrName, List<String> near) {
        return ProblemType.NOT_FOUND.of(none(project, idOrName), hint(near) + scope.advice());
    }

    /** Says that there is none. */
    public String none(String project, String idOrName) {
        return "no " + kind + scope.words().apply(project) + " has the id or name " + idOrName;
    }

    /**
     * The record that a field of a request names; a fault, where there is no such or more than one.
     *
     * @param pointer to the field
     */
    public Optional<T> resolved(String project, String idOrName, String pointer, Faults faults) {
        Found<T> found = find(project, idOrName);
        if (found instanceof Found.One<T> one) {
            return Optional.of(one.entry().value());
        }
        if (found instanceof Found.Several<T> several) {
            faults.add(pointer, "is ambiguous; say which by its id: " + String.join(", ", several.ids()));
        } else {
            faults.add(pointer, none(project, idOrName) + "; " + hint(((Found.None<T>) found).near()));
        }
        return Optional.empty();
    }

    /** Where to look, and what may have been meant. */
    public String hint(List<String> near) {
        return (near.isEmpty() ? "" : "Did you mean " + String.join(", ", near) + "? ") + "GET " + listing
                + " lists them.";
    }
}
