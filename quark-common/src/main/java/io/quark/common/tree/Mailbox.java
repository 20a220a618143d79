package io.quark.common.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that runs what it is given, one after the other in the order given, and lets its owner take a turn after
 * each run of messages that had come together. Who gives it much looks at {@link #size} before.
 */
final class Mailbox implements Executor {

    /** Messages between two turns. */
    private static final int MAX_RUN = 256;

    private static final long JOIN_MILLIS = 5_000;

    private static final Logger log = LoggerFactory.getLogger(Mailbox.class);

    private final BlockingQueue<Runnable> messages = new LinkedBlockingQueue<>();
    private final Thread thread;
    private final Owner owner;
    private volatile boolean closed;

    /** Called on the thread. */
    interface Owner {

        /** There are no more messages for now, or many have been run. */
        void turn();

        /** How long to wait for a message before the next turn. */
        long idleMillis();

        /** A message or a turn failed. */
        void failed(RuntimeException why);

        /** The last call; messages that still wait are run after it. */
        void ended();
    }

    Mailbox(String name, Owner owner) {
        this.owner = owner;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    @Override
    public void execute(Runnable message) {
        messages.add(message);
    }

    int size() {
        return messages.size();
    }

    boolean isClosed() {
        return closed;
    }

    /** Whether messages are not run any more. */
    boolean isOver() {
        return closed && !thread.isAlive();
    }

    /** Ends the thread and waits for it, unless called on it. */
    void close() {
        closed = true;
        messages.add(() -> {}); // wakes it
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            thread.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        List<Runnable> batch = new ArrayList<>();
        while (!closed) {
            try {
                Runnable first = messages.poll(owner.idleMillis(), TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    messages.drainTo(batch, MAX_RUN);
                }
            } catch (InterruptedException e) {
                log.warn("{} was interrupted and ends", thread.getName());
                closed = true;
            }
            batch.forEach(this::step);
            batch.clear();
            step(owner::turn);
        }
        step(owner::ended);
        for (Runnable late = messages.poll(); late != null; late = messages.poll()) {
            step(late);
        }
    }

    private void step(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            log.error("{} failed at a step", thread.getName(), e);
            owner.failed(e);
        }
    }
}
