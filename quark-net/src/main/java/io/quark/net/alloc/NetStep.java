package io.quark.net.alloc;

import io.quark.common.model.Nic;
import io.quark.common.model.Problem;
import io.quark.common.tree.Op;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The next step of a work unit that changes the network. */
public sealed interface NetStep {

    /**
     * Commit these operations, in one transaction with what is to be said of the work unit. Until then they are only a proposal,
     * which counts as done in the index that made it: end it with {@link NetIndex#settled(long, long)} or
     * {@link NetIndex#abandon(long)}, exactly one of them. Steps of one index are committed in the order in which they were made.
     *
     * @param ops in the order in which they must stand in the transaction
     * @param next what is to come of the work unit with it
     * @param nics interfaces of instances that are otherwise from now on; they go into the instances' records in the same
     *     transaction
     * @param job a work unit that the same transaction makes
     * @param proposal names it in the index that made it; 0: nothing is proposed, and there is nothing to end
     */
    record Act(List<Op> ops, Next next, List<ChangedNic> nics, Optional<HostsJob> job, long proposal)
            implements NetStep {
        public Act {
            ops = List.copyOf(ops);
            nics = List.copyOf(nics);
        }

        /** Without a job. */
        public Act(List<Op> ops, Next next, List<ChangedNic> nics, long proposal) {
            this(ops, next, nics, Optional.empty(), proposal);
        }

        /** The same with that job. */
        Act with(Optional<HostsJob> other) {
            return new Act(ops, next, nics, other, proposal);
        }
    }

    /**
     * A work unit {@code create_qos_policy} of that policy, which sees to it that the hosts that carry it, or are to carry it from now on, have it in
     * force. Its id goes into the result as {@code qos_work_unit}.
     *
     * @param policy id
     */
    record HostsJob(String policy) {}

    /**
     * It cannot be done. The problem is the truth as of the index's last cut.
     *
     * @param ops to be committed with the failure: they take back what earlier steps did; often empty
     * @param nics as in {@link Act}: interfaces that become again what they were
     * @param provisional whether the reason may vanish by itself, because proposals that are still open hold what is missing: ask
     *     again when they are decided, and commit nothing
     */
    record Refused(Problem problem, List<Op> ops, List<ChangedNic> nics, boolean provisional) implements NetStep {
        public Refused {
            ops = List.copyOf(ops);
            nics = List.copyOf(nics);
        }

        static Refused of(Problem problem, boolean provisional) {
            return new Refused(problem, List.of(), List.of(), provisional);
        }
    }

    /** What is to come of the work unit. */
    sealed interface Next {

        /**
         * It has succeeded.
         *
         * @param result what came of it, by name
         */
        record End(Map<String, String> result) implements Next {
            public End {
                result = Map.copyOf(result);
            }
        }

        /** It stays; once the index has seen this step, ask again. */
        record More(String step) implements Next {}

        /** The hosts of the instances in {@code nics} are to be told, by tasks in the same transaction; when they all ended, ask again. */
        record TellHosts() implements Next {}

        /**
         * What was asked for is recorded, and hosts follow it by themselves: it ends when they have.
         *
         * @param policy id
         * @param revision of the policy, that they are to have or a later one
         * @param result what came of it, by name
         */
        record AwaitHosts(String policy, int revision, Map<String, String> result) implements Next {
            public AwaitHosts {
                result = Map.copyOf(result);
            }
        }
    }

    /**
     * One interface of an instance, whole, as it is from now on.
     *
     * @param instance id
     */
    record ChangedNic(String instance, Nic nic) {}
}
