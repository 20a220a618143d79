package io.quark.orc.qos;

import io.quark.common.model.QosPolicy;
import io.quark.net.qos.QosListener;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one listener, in a thread of its own. What has not been told yet is kept once for each policy, as it was last; of more than
 * {@value #MOST} policies the news that waits longest is lost, which is logged and counted. Thread safe.
 */
final class Telling implements AutoCloseable {

    static final int MOST = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(Telling.class);

    /** What happened to a policy. */
    enum Kind {
        CREATED,
        UPDATED,
        DELETED
    }

    private record News(Kind kind, QosPolicy policy) {

        /** What is left to be told where this was not told yet. */
        News then(News later) {
            return kind == Kind.CREATED && later.kind == Kind.UPDATED ? new News(Kind.CREATED, later.policy) : later;
        }
    }

    private final QosListener listener;
    private final Runnable failed;
    private final Map<String, News> untold = new LinkedHashMap<>();
    private final Thread thread;
    private boolean closed = false;

    /** @param failed called when the listener fails, or news is lost */
    Telling(QosListener listener, ThreadFactory threads, Runnable failed) {
        this.listener = listener;
        this.failed = failed;
        this.thread = threads.newThread(this::run);
        thread.start();
    }

    /** Never blocks. */
    synchronized void tell(Kind kind, QosPolicy policy) {
        News news = new News(kind, policy);
        untold.merge(policy.id(), news, News::then);
        if (untold.size() > MOST) {
            String lost = untold.keySet().iterator().next();
            untold.remove(lost);
            failed.run();
            LOG.warn("{} is too slow: it is not told what became of the QoS policy {}", listener, lost);
        }
        notifyAll();
    }

    private synchronized News next() throws InterruptedException {
        while (untold.isEmpty()) {
            wait();
        }
        String first = untold.keySet().iterator().next();
        News news = untold.remove(first);
        if (news == null) {
            throw new IllegalStateException("no news of " + first);
        }
        return news;
    }

    private void run() {
        while (!isClosed()) {
            try {
                say(next());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Whatever a listener throws concerns itself alone. */
    private void say(News news) {
        try {
            switch (news.kind()) {
                case CREATED -> listener.policyCreated(news.policy());
                case UPDATED -> listener.policyUpdated(news.policy());
                case DELETED -> listener.policyDeleted(news.policy());
            }
        } catch (RuntimeException | LinkageError e) {
            failed.run();
            LOG.warn(
                    "{} failed when it was told that the QoS policy {} was {}",
                    listener,
                    news.policy().id(),
                    news.kind(),
                    e);
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** What was not told is left to the next process that looks after the policy. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        thread.interrupt();
    }
}
