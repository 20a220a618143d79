package io.quark.api.event;

import io.quark.api.http.Answer;
import io.quark.api.http.Parameter;
import io.quark.api.http.Request;
import io.quark.api.http.Route;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** {@code /v1/events}. Thread safe. */
public final class EventRoutes {

    private final EventLog log;
    private final EventStreams streams;

    public EventRoutes(EventLog log, EventStreams streams) {
        this.log = log;
        this.streams = streams;
    }

    /** All of them. */
    public List<Route> routes() {
        return List.of(Route.get("/v1/events", "watch_events")
                .says(
                        "Server-sent events: each change as it happens. With Last-Event-ID it goes on after that event; where that is too "
                                + "long ago an event of type reset comes first.")
                .takes(
                        Parameter.text(
                                "types", "Only these types, with commas between; instance stands for instance.*."),
                        Parameter.text("project", "Only those of this project."),
                        Parameter.text("target", "Only those of the thing of this id or name."))
                .answers("text/event-stream", ChangeEvent.class, "Events; their type is that of the change.")
                .by(this::watch));
    }

    private CompletableFuture<Answer> watch(Request request) {
        OptionalLong after =
                request.header("last-event-id").map(EventRoutes::zxid).orElseGet(OptionalLong::empty);
        Optional<String> types = request.query("types");
        Optional<String> project = request.query("project");
        Optional<String> target = request.query("target");
        return streams.open(stream -> log.subscribe(stream, event -> event.matches(types, project, target), after))
                .now();
    }

    /** An id that is none of ours is one that was too long ago. */
    private static OptionalLong zxid(String text) {
        try {
            return OptionalLong.of(Long.parseLong(text.strip()));
        } catch (NumberFormatException e) {
            return OptionalLong.of(0);
        }
    }
}
