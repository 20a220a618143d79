package io.quark.api.action;

import io.quark.api.http.Answer;
import io.quark.api.http.Request;
import io.quark.api.http.Route;
import io.quark.api.network.AddressBook;
import io.quark.api.view.Cluster;
import io.quark.api.work.WorkUnitAnswer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** {@code POST /v1/instances/{instance}/actions}. Thread safe. */
final class ActionRoutes {

    private final ActionDesk desk;
    private final Map<String, Action<?>> actions = new LinkedHashMap<>();

    ActionRoutes(Cluster cluster, AddressBook book, ActionDesk desk, SnapshotActions snapshots) {
        this.desk = desk;
        Stream.of(
                        PowerActions.all(),
                        new ShapeActions(cluster).all(),
                        snapshots.all(),
                        new PortActions(cluster, book).all(),
                        new DiskActions(cluster).all(),
                        new MoveActions(cluster).all())
                .flatMap(List::stream)
                .forEach(action -> actions.put(action.name(), action));
    }

    List<Route> routes() {
        return List.of(Route.post("/v1/instances/{instance}/actions", "act_on_instance")
                .says("Asks something of a machine, by id or name. What was asked is done one after the other.")
                .oneOf(actions.values().stream()
                        .<Class<? extends Record>>map(Action::body)
                        .distinct()
                        .toList())
                .changes(WorkUnitAnswer.class)
                .by(this::act));
    }

    private CompletableFuture<Answer> act(Request request) {
        Optional<Action<?>> action = request.body()
                .map(body -> body.path("action"))
                .flatMap(name -> Optional.ofNullable(actions.get(name.asText())));
        if (action.isEmpty()) {
            request.faults().add("/action", "must be one of " + String.join(", ", actions.keySet()));
            request.refuseFaults("Say in action what is to be done; /docs shows what each action takes beside.");
        }
        return desk.take(request, () -> request.part("instance"), action.orElseThrow());
    }
}
