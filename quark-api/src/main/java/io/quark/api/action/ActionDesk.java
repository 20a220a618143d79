package io.quark.api.action;

import io.quark.api.http.Answer;
import io.quark.api.http.ProblemException;
import io.quark.api.http.ProblemType;
import io.quark.api.http.Request;
import io.quark.api.instance.BootFiles;
import io.quark.api.instance.InstanceFinder;
import io.quark.api.view.Cluster;
import io.quark.api.view.Freshness;
import io.quark.api.work.Acceptance;
import io.quark.api.work.Draft;
import io.quark.api.work.OpenWork;
import io.quark.api.work.WorkUnitIds;
import io.quark.common.model.ImageFile;
import io.quark.common.model.Instance;
import io.quark.common.model.MachineRequest;
import io.quark.common.model.Target;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Takes what is asked of machines. What does not fit how a machine is now is refused, unless something else that was asked of it has not ended: things
 * asked of one machine are done one after the other, and how it will be when their turn comes is not known here. Thread safe.
 */
final class ActionDesk {

    private static final String HINT = "Correct these fields; /docs shows what each action takes.";

    /** What may get a machine out of its error. */
    private static final Set<String> POSSIBLE_IN_ERROR = Set.of(
            "start",
            "stop",
            "reboot",
            "rebuild",
            "restore",
            "rescue",
            "unrescue",
            "evacuate",
            "detach_port",
            "detach_volume",
            "delete_snapshot");

    private final Cluster cluster;
    private final Freshness freshness;
    private final Acceptance acceptance;
    private final InstanceFinder finder;
    private final OpenWork open;
    private final BootFiles files;

    ActionDesk(
            Cluster cluster,
            Freshness freshness,
            Acceptance acceptance,
            InstanceFinder finder,
            OpenWork open,
            BootFiles files) {
        this.cluster = cluster;
        this.freshness = freshness;
        this.finder = finder;
        this.acceptance = acceptance;
        this.open = open;
        this.files = files;
    }

    /**
     * Takes an action whose body the request holds.
     *
     * @param instance the id or name of the machine; asked for when the view has caught up
     */
    <B extends Record> CompletableFuture<Answer> take(Request request, Supplier<String> instance, Action<B> action) {
        B body = request.read(action.body());
        action.rules().accept(body, request.faults());
        return files.look(action.boot().apply(body), request.faults()).thenCompose(found -> {
            request.refuseFaults(HINT);
            return take(
                    request,
                    instance,
                    action.name(),
                    found,
                    asked -> action.judge().judge(body, asked));
        });
    }

    /** Takes what is asked for elsewhere than among the actions. */
    CompletableFuture<Answer> take(
            Request request, Supplier<String> instance, String name, Function<Asked, MachineRequest> judge) {
        return take(request, instance, name, List.of(), judge);
    }

    private CompletableFuture<Answer> take(
            Request request,
            Supplier<String> instance,
            String name,
            List<ImageFile> found,
            Function<Asked, MachineRequest> judge) {
        Judged judged = new Judged(request, instance, name, found, judge);
        return acceptance.accept(request, judged::whenCaughtUp, judged::draft);
    }

    /** One request. */
    private final class Judged {

        private final Request request;
        private final Supplier<String> instance;
        private final String name;
        private final List<ImageFile> found;
        private final Function<Asked, MachineRequest> judge;

        Judged(
                Request request,
                Supplier<String> instance,
                String name,
                List<ImageFile> found,
                Function<Asked, MachineRequest> judge) {
            this.request = request;
            this.instance = instance;
            this.name = name;
            this.found = found;
            this.judge = judge;
        }

        /** A conflict is judged again where something else that was asked of the machine is still open. */
        CompletableFuture<Optional<Draft>> whenCaughtUp(WorkUnitIds ids) {
            return freshness
                    .caughtUp()
                    .thenCompose(done -> finder.find(request.project(), instance.get()))
                    .thenCompose(found -> {
                        try {
                            return CompletableFuture.completedFuture(Optional.of(draft(found.instance(), ids, false)));
                        } catch (ProblemException refused) {
                            if (refused.problem().status() != ProblemType.CONFLICT.status()) {
                                throw refused;
                            }
                            return open.of(found.instance().id()).thenApply(isOpen -> {
                                if (!isOpen) {
                                    throw refused;
                                }
                                return Optional.of(draft(found.instance(), ids, true));
                            });
                        }
                    });
        }

        /** By what the view shows now. */
        Draft draft(WorkUnitIds ids) {
            Instance there = finder.recorded(request.project(), instance.get()).instance();
            return draft(there, ids, false);
        }

        private Draft draft(Instance there, WorkUnitIds ids, boolean pending) {
            Standing standing = Standing.of(cluster, there, pending);
            standing.refuseWrongStatus(name, POSSIBLE_IN_ERROR);
            String workUnit = ids.inShardOf(there.id());
            MachineRequest work = judge.apply(new Asked(request, standing, ids, workUnit, found));
            return new Draft(workUnit, new Target("instance", there.id(), there.name()), work);
        }
    }
}
