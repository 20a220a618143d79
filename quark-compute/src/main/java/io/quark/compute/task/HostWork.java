package io.quark.compute.task;

import io.quark.common.model.Resources;
import io.quark.common.tree.Node;
import io.quark.common.tree.Paths;
import io.quark.compute.step.Loop;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** All that one compute works on and looks after. Lives on the loop. */
public final class HostWork {

    private final Workplace at;
    private final Managing managing;
    private final Lanes lanes;
    private final TaskBoard board;
    private final Reconciler reconciler;

    /**
     * @param parallel how many tasks of each kind are worked on at once
     * @param capacity what this host may promise in all
     */
    public HostWork(Workplace at, int parallel, Supplier<Resources> capacity) {
        this.at = at;
        this.managing = new Managing(at.loop(), at.tree(), at.host());
        this.lanes = new Lanes(at.loop());
        this.board = new TaskBoard(at, managing, lanes, parallel, capacity);
        this.reconciler = new Reconciler(at, managing, board, lanes);
    }

    /** Takes over what the records say; once, when the view has caught up. */
    public void load() {
        Paths paths = at.tree().paths();
        for (String instance : at.tree().view().children(paths.managing(at.host()))) {
            managing.loaded(instance, at.tree().view().get(paths.managed(at.host(), instance)));
        }
    }

    /** Compares the host with its records. Completes with whether the host could be asked. */
    public CompletableFuture<Boolean> reconcile() {
        return reconciler.look();
    }

    /** Goes on with unfinished tasks; once, after {@link #load}. */
    public void resume() {
        Paths paths = at.tree().paths();
        List<Node> active = at.tree().view().children(paths.activeTasks(at.host())).stream()
                .flatMap(task -> at.tree().view().get(paths.activeTask(at.host(), task)).stream())
                .toList();
        board.resume(active);
    }

    /** Looks at the tasks in the tree, and acts on what is new there. */
    public void lookAtTasks() {
        board.look();
    }

    /** Something may have happened to a machine, or (empty) to any. */
    public void lookAtMachines(Optional<String> instance) {
        instance.ifPresentOrElse(reconciler::look, () -> Loop.ignore(reconciler.look()));
    }

    /** After a lost session: looks up every task that is being worked on, and calls off those that orc has withdrawn. */
    public void verifyTasks(Runnable then) {
        board.verify(then);
    }

    /** How many tasks are being worked on; from any thread, approximately. */
    public int tasks() {
        return board.size();
    }

    /** How many machines are looked after; from any thread, approximately. */
    public int machines() {
        return managing.size();
    }
}
