package io.quark.orc.loop;

import io.quark.common.tree.TreeView;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * Hands cuts from the view's thread to the event thread, and lets the view wait while too many are pending: the view can
 * gather what it has not told yet, a queue of cuts would only grow.
 */
final class CutGate implements Consumer<TreeView.Cut> {

    private static final int PENDING = 512;

    private final Semaphore pending = new Semaphore(PENDING);
    private final Executor loop;
    private final Consumer<TreeView.Cut> into;

    CutGate(Executor loop, Consumer<TreeView.Cut> into) {
        this.loop = loop;
        this.into = into;
    }

    @Override
    public void accept(TreeView.Cut cut) {
        try {
            pending.acquire();
            loop.execute(() -> {
                pending.release();
                into.accept(cut);
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RejectedExecutionException e) {
            pending.release(); // the process ends
        }
    }
}
