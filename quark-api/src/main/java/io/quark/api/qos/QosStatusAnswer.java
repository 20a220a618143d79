package io.quark.api.qos;

import io.quark.api.bind.Field;
import io.quark.common.model.TrafficLimits;
import io.quark.net.qos.QosStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How far hosts are with a policy, as clients see it. */
public record QosStatusAnswer(
        @Field(required = true, says = "The revision that is wanted.")
        int revision,

        @Field(
                required = true,
                says =
                        "unused: bound to nothing and carried by no host; pending: no host that is there is concerned yet; converging; converged: "
                                + "every host that is there has applied the revision; degraded: see the hosts.")
        QosStatus.State state,

        @Field(required = true, says = "The hosts that have ports under it, or are about to, by name.")
        List<HostAnswer> hosts) {

    /** One host. */
    public record HostAnswer(
            @Field(required = true, says = "Name of the compute.")
            String compute,

            @Field(required = true, says = "The revision that it has said last; 0: none yet.")
            int revision,

            @Field(
                    required = true,
                    says =
                            "applied: read back, and as it should be; pending; failed: tried again; unsupported: its driver cannot; drifted: somebody "
                                    + "else changed it, it is being repaired; offline: it follows when it comes back.")
            QosStatus.HostState state,

            @Field(says = "Why it is not as it should be.") Optional<String> error,
            @Field(says = "When this state began.") Optional<Instant> since,

            @Field(says = "What the host says is in force for the ports there.")
            Optional<EffectiveAnswer> effective,

            @Field(required = true, says = "How many ports are under the policy there.")
            int ports,

            @Field(required = true, says = "Ports for which it is not in force; the first of them.")
            List<FailureAnswer> failures,

            @Field(required = true, says = "How often this revision was tried.")
            int attempts,

            @Field(says = "When it is tried again, after a failure.")
            Optional<Instant> nextAttempt) {}

    /** Limits and mark as a host does them, which may be rounded. */
    public record EffectiveAnswer(
            @Field(says = "What machines send.") Optional<RateAnswer> egress,
            @Field(says = "What machines receive.") Optional<RateAnswer> ingress,

            @Field(says = "What is written into what they send.")
            Optional<Integer> dscpMark) {

        static EffectiveAnswer of(TrafficLimits limits) {
            return new EffectiveAnswer(
                    limits.egress().map(RateAnswer::of), limits.ingress().map(RateAnswer::of), limits.dscp());
        }
    }

    /** A limit. */
    public record RateAnswer(
            @Field(required = true, says = "Kbit/s.") long maxKbps,

            @Field(required = true, says = "Kilobits that may go at once.")
            long maxBurstKbps) {

        static RateAnswer of(TrafficLimits.Rate rate) {
            return new RateAnswer(rate.kbps(), rate.burstKbit());
        }
    }

    /** A port that is not as it should be. */
    public record FailureAnswer(
            @Field(required = true, says = "Its id.") String port,
            @Field(required = true, says = "Why.") String reason) {}
}
