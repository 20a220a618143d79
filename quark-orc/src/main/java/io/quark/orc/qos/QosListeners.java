package io.quark.orc.qos;

import io.quark.common.model.Problem;
import io.quark.common.model.QosPolicy;
import io.quark.net.qos.QosListener;
import io.quark.orc.qos.Telling.Kind;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All {@link QosListener}s of this process. None of them can keep another from being told, nor the caller waiting. Thread safe. */
public final class QosListeners implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(QosListeners.class);

    private final List<QosListener> listeners;
    private final List<Telling> tellings;
    private final Runnable failed;

    /**
     * Starts a thread for each of them.
     *
     * @param failed called whenever one of them fails
     */
    public QosListeners(List<QosListener> listeners, ThreadFactory threads, Runnable failed) {
        this.listeners = List.copyOf(listeners);
        this.failed = failed;
        this.tellings = this.listeners.stream()
                .map(listener -> new Telling(listener, threads, failed))
                .toList();
    }

    /** The first objection; one that throws has none. */
    public Optional<Problem> objection(QosPolicy policy) {
        for (QosListener listener : listeners) {
            try {
                Optional<Problem> objection = listener.validate(policy);
                if (objection.isPresent()) {
                    return objection;
                }
            } catch (RuntimeException | LinkageError e) {
                failed.run();
                LOG.warn("{} failed when it was asked about the QoS policy {}", listener, policy.id(), e);
            }
        }
        return Optional.empty();
    }

    /** Tells what became of a policy's record: it is new, changed, or gone. */
    public void tell(Optional<QosPolicy> before, Optional<QosPolicy> after) {
        after.ifPresentOrElse(
                policy -> tell(before.isEmpty() ? Kind.CREATED : Kind.UPDATED, policy),
                () -> before.ifPresent(policy -> tell(Kind.DELETED, policy)));
    }

    /** Tells that this process looks after the policy from now on. */
    public void takenOver(QosPolicy policy) {
        tell(Kind.UPDATED, policy);
    }

    private void tell(Kind kind, QosPolicy policy) {
        tellings.forEach(telling -> telling.tell(kind, policy));
    }

    @Override
    public void close() {
        tellings.forEach(Telling::close);
    }
}
