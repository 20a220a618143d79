package io.quark.api.pool;

import io.quark.api.bind.Faults;
import io.quark.api.http.Answer;
import io.quark.api.http.Parameter;
import io.quark.api.http.Request;
import io.quark.api.network.Ownership;
import io.quark.api.view.ETags;
import io.quark.api.view.Entry;
import io.quark.api.view.Freshness;
import io.quark.api.view.Listing;
import io.quark.api.view.Lookup;
import io.quark.common.model.Problem.Fault;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What the resources of one kind have in common: they are listed, shown, and named alike. Thread safe. */
public record Shelf<T, A>(Lookup<T> lookup, Freshness freshness, Function<T, A> shown) {

    /** A page of those that are wanted. */
    public CompletableFuture<Answer> list(Request request, NavigableMap<String, Entry<T>> all, Predicate<T> wanted) {
        return freshness
                .caughtUp()
                .thenApply(done -> Answer.ok(new Listing(request)
                        .page(
                                all,
                                entry -> Optional.of(entry.value())
                                        .filter(wanted)
                                        .map(shown))));
    }

    /** A page of those of the project that is asked for, else the request's, that are wanted. */
    public CompletableFuture<Answer> list(Request request, Predicate<T> wanted) {
        Optional<String> project = request.query("project")
                .or(() -> Optional.of(request.project()))
                .filter(name -> !name.equals("*"));
        return list(request, lookup.index().in(project), wanted);
    }

    /** What {@link #list(Request, Predicate)} takes: filters that every list has, and these. */
    public static List<Parameter> parameters(Parameter... more) {
        return Listing.parameters(Stream.concat(
                        Stream.of(
                                Parameter.text("name", "Only the one of this name."),
                                Parameter.text(
                                        "project",
                                        "Those of this project instead of the header's; *: of all projects."),
                                Parameter.text("status", "Only those of this status.")),
                        Stream.of(more))
                .toArray(Parameter[]::new));
    }

    /** Those that fit a parameter, if it is given. */
    public static <T> Predicate<T> fits(Request request, String parameter, BiPredicate<T, String> fits) {
        return request.query(parameter)
                .<Predicate<T>>map(text -> value -> fits.test(value, text))
                .orElse(any -> true);
    }

    /** One of them. */
    public CompletableFuture<Answer> get(Request request, String idOrName) {
        return freshness.caughtUp().thenApply(done -> {
            Entry<T> found = lookup.addressed(request.project(), idOrName);
            return Answer.ok(new Listing(request).trimmed(shown.apply(found.value())))
                    .with("ETag", ETags.of(found.node()));
        });
    }

    /** The addressed one, which must still be as the client has seen it. */
    public Entry<T> addressed(Request request, String idOrName) {
        Entry<T> found = lookup.addressed(request.project(), idOrName);
        ETags.expected(request, lookup.kind() + " " + idOrName, found.node());
        return found;
    }

    /** A name is borne once in its project. */
    public void refuseNameTaken(String project, String name) {
        Ownership.refuseNameTaken(
                lookup.kind(),
                name,
                "",
                lookup.index().named(project, name).stream()
                        .map(holder -> lookup.index().identity().id().apply(holder.value()))
                        .findFirst());
    }

    /** Notes quark-net's faults, unless something is known of that place already. */
    public static void note(List<Fault> found, Faults faults) {
        for (Fault fault : found) {
            if (!faults.touch(fault.pointer())) {
                faults.add(fault.pointer(), fault.detail());
            }
        }
    }

    /** An empty change is a mistake. */
    public static void refuseEmpty(Request request) {
        if (request.body().filter(body -> body.isEmpty()).isPresent()) {
            request.faults().add("", "has nothing to change");
        }
    }
}
