package io.quark.common.lead;

import io.quark.common.tree.TreeSession;
import io.quark.common.tree.TreeSession.State;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A subscription to a session's state whose end cannot fail. */
final class Subscription {

    private static final Logger log = LoggerFactory.getLogger(Subscription.class);

    private Subscription() {}

    /** Subscribes; what it returns ends the subscription. */
    static Runnable to(TreeSession session, Consumer<State> listener) {
        AutoCloseable subscribed = session.onState(listener);
        return () -> {
            try {
                subscribed.close();
            } catch (Exception e) {
                log.warn("cannot end the subscription to the session's state", e);
            }
        };
    }
}
