package io.quark.net.qos;

import io.quark.common.model.Problem;
import io.quark.common.model.QosPolicy;
import java.util.Optional;

/**
 * Is told what becomes of QoS policies; found by {@link java.util.ServiceLoader} in every quark-orc.
 *
 * <p>The leader of the policy's shard tells, after the change was committed and as the tree shows it: at least once, in order for
 * each policy, and each listener whatever another does. Who takes a shard over tells each of its policies as updated; what was deleted meanwhile is
 * not told again. Of changes that follow each other quickly only the last may be told. A listener is called by a thread of its own, one call
 * at a time; it may block, and then only itself comes too late. What it throws is logged and counted.
 */
public interface QosListener {

    /**
     * Whether the policy may become so. Called before it is made or its rules are changed, by the thread that decides everything: it must
     * answer at once, from memory. One that throws has no objection.
     *
     * @return why not; the work unit fails with it
     */
    default Optional<Problem> validate(QosPolicy policy) {
        return Optional.empty();
    }

    /** There is a new policy. */
    void policyCreated(QosPolicy policy);

    /** It has changed, or another process looks after it from now on. */
    void policyUpdated(QosPolicy policy);

    /**
     * It is gone.
     *
     * @param policy as it was last
     */
    void policyDeleted(QosPolicy policy);
}
