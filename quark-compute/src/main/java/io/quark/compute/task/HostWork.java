package io.quark.compute.task;

import io.quark.common.model.MachineStatus;
import io.quark.common.model.Resources;
import io.quark.common.model.Task;
import io.quark.common.tree.Paths;
import io.quark.compute.step.Loop;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that one compute works on and looks after. Lives on the loop. */
public final class HostWork {

    private static final Logger LOG = LoggerFactory.getLogger(HostWork.class);

    private final Workplace at;
    private final Managing managing;
    private final Lanes lanes;
    private final TaskBoard board;
    private final Intake intake;
    private final Restarts restarts;
    private final Reconciler reconciler;

    /**
     * @param changes what this compute can do beside builds, deletes and updates of interfaces
     * @param parallel how many tasks of each kind are worked on at once
     * @param capacity what this host may promise in all
     */
    public HostWork(Workplace at, HostChanges changes, int parallel, Supplier<Resources> capacity) {
        this.at = at;
        this.managing = new Managing(at.loop(), at.tree(), at.host());
        this.lanes = new Lanes(at.loop());
        this.board = new TaskBoard(at, managing, lanes, changes, this::taskLeft);
        this.intake = new Intake(at, managing, board, parallel, capacity);
        this.restarts = new Restarts(at, managing, board, instance -> busy().contains(instance), this::lookAtMachine);
        this.reconciler = new Reconciler(at, managing, lanes, this::busy, this::seen);
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
        restarts.forgetOthers();
        return reconciler.look();
    }

    /**
     * Goes on with unfinished tasks; once, after {@link #load}.
     *
     * @param unsettled changes of interfaces that an earlier life of the daemon began, instance to task: where orc has withdrawn the task
     *     meanwhile they are taken back
     */
    public void resume(Map<String, String> unsettled) {
        unsettled.forEach((instance, task) -> {
            if (!board.isUnfinished(task)) {
                LOG.info("taking back what task {} changed of {} on {}: it was withdrawn", task, instance, at.host());
                lanes.add(new RevertRun(at, task, instance));
            }
        });
        at.begun().left().forEach(this::settle);
        board.resume();
        restarts.open();
    }

    /** A change that was under way: its task stands, and goes on; or it has ended; or it was withdrawn, and is undone. */
    private void settle(Task task) {
        if (board.isUnfinished(task.id())) {
            return;
        }
        Optional<HostChange> change = board.changes().of(task.kind());
        boolean ended = board.isKnown(task.id())
                || managing.get(task.instance())
                        .filter(managed -> managed.task().equals(task.id()))
                        .isPresent();
        if (ended || change.isEmpty()) {
            Loop.ignore(at.begun().over(task.id()));
        } else {
            lanes.add(new WithdrawnRun(at, managing, task, change.get()));
        }
    }

    /** Looks at the tasks in the tree, and acts on what is new there. */
    public void lookAtTasks() {
        if (at.session().isSteady()) {
            board.callOffWithdrawn();
            intake.look();
        }
    }

    /** Something may have happened to a machine, or (empty) to any. */
    public void lookAtMachines(Optional<String> instance) {
        instance.ifPresentOrElse(reconciler::look, () -> Loop.ignore(reconciler.look()));
    }

    /**
     * After a lost session: looks up every task that is being worked on, and calls off those that orc has withdrawn; and whether its machines are
     * still its own, for they may have been evacuated meanwhile.
     */
    public void verifyTasks(Runnable then) {
        board.verify(() -> at.loop().when(managing.reloadAll(), (nothing, failure) -> then.run()));
    }

    /** How many tasks are being worked on; from any thread, approximately. */
    public int tasks() {
        return board.size();
    }

    /** How many machines are looked after; from any thread, approximately. */
    public int machines() {
        return managing.size();
    }

    /** What was told of its machine while it went on was left to it. */
    private void taskLeft(String instance) {
        lookAtTasks();
        at.loop().execute(() -> reconciler.look(instance));
    }

    private void lookAtMachine(String instance) {
        reconciler.look(instance);
    }

    private void seen(String instance, MachineStatus status) {
        managing.report(instance, status);
        restarts.seen(instance, status);
    }

    /** The instances for which something is being done, or is about to be. */
    private Set<String> busy() {
        Set<String> busy = board.instances();
        busy.addAll(intake.instances());
        return busy;
    }
}
