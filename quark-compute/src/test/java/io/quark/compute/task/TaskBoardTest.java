package io.quark.compute.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quark.common.id.Ids;
import io.quark.common.model.Resources;
import io.quark.common.model.Task;
import io.quark.common.model.TaskDetail;
import io.quark.common.model.TaskEnd;
import io.quark.common.model.TaskEnd.State;
import io.quark.common.model.TaskKind;
import io.quark.common.model.VolumeDisk;
import io.quark.common.tree.Node;
import io.quark.common.tree.TreeView;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class TaskBoardTest {

    @Test
    void untilItIsResumedAnUnfinishedTaskKeepsItsInstanceBusyAndAnEndedOneDoesNot() {
        try (TaskBed bed = new TaskBed(1)) {
            Task unfinished = bed.taken(begun());
            bed.taken(ended());

            assertThat(bed.onLoop(bed.board::instances)).containsExactly(unfinished.instance());
        }
    }

    @Test
    void volumeThatATaskIsAboutIsBusyLikeItsInstance() {
        VolumeDisk volume = new VolumeDisk(Ids.fresh(), 8, "", "vdc");
        try (TaskBed bed = new TaskBed(1)) {
            Task attach = bed.taken(Task.placed(
                            Ids.fresh(),
                            TaskKind.ATTACH_VOLUME,
                            Ids.fresh(),
                            Ids.fresh(),
                            0,
                            1,
                            1,
                            Resources.NONE,
                            Optional.empty(),
                            Optional.of(new TaskDetail.OfVolume(volume)))
                    .birthed(Instant.EPOCH, List.of()));

            assertThat(bed.onLoop(bed.board::instances)).containsExactlyInAnyOrder(attach.instance(), volume.id());
        }
    }

    @Test
    void resumedTaskIsSeenThroughAndThenItsInstanceIsFree() {
        try (TaskBed bed = new TaskBed(1)) {
            Task unfinished = bed.taken(begun());
            resume(bed);

            bed.awaitEnd(unfinished, State.SUCCEEDED);
            await().until(() -> bed.onLoop(bed.board::instances).isEmpty());
            assertThat(bed.host.domains()).isOne();
        }
    }

    @Test
    void endedTaskIsNotBegunAgain() {
        try (TaskBed bed = new TaskBed(1)) {
            bed.taken(ended());
            resume(bed);

            assertThat(bed.onLoop(bed.board::size)).isZero();
        }
    }

    @Test
    void taskThatDoesNotSayWhatToDoIsNotTakenForAnother() {
        try (TaskBed bed = new TaskBed(1)) {
            bed.taken(Task.placed(
                    Ids.fresh(),
                    TaskKind.UPDATE_NICS,
                    Ids.fresh(),
                    Ids.fresh(),
                    0,
                    1,
                    1,
                    Resources.NONE,
                    Optional.empty()));
            resume(bed);

            assertThat(bed.onLoop(bed.board::size)).isZero();
        }
    }

    @Test
    void onceResumedItAsksTheViewForNoTask() {
        AtomicInteger asked = new AtomicInteger();
        try (TaskBed bed = new TaskBed(1, view -> new Counting(view, asked))) {
            bed.taken(ended());
            resume(bed);
            asked.set(0);

            bed.onLoop(bed.board::instances);

            assertThat(asked).hasValue(0);
        }
    }

    private static void resume(TaskBed bed) {
        bed.onLoop(() -> {
            bed.board.resume();
            return true;
        });
    }

    private static Task begun() {
        return TaskBed.build().birthed(Instant.EPOCH, List.of());
    }

    private static Task ended() {
        return begun().ended(TaskEnd.of(State.FAILED, Instant.EPOCH, Optional.empty()));
    }

    /** Counts the nodes that are asked for. */
    private record Counting(TreeView view, AtomicInteger asked) implements TreeView {

        @Override
        public Optional<Node> get(String path) {
            asked.incrementAndGet();
            return view.get(path);
        }

        @Override
        public Set<String> children(String path) {
            return view.children(path);
        }

        @Override
        public void listen(Consumer<Cut> listener) {
            view.listen(listener);
        }

        @Override
        public CompletableFuture<Void> caughtUp() {
            return view.caughtUp();
        }

        @Override
        public boolean inSync() {
            return view.inSync();
        }

        @Override
        public void close() {
            view.close();
        }
    }
}
