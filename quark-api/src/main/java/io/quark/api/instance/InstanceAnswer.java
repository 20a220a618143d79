package io.quark.api.instance;

import io.quark.api.bind.Field;
import io.quark.api.http.ProblemAnswer;
import io.quark.api.qos.EffectiveQosAnswer;
import io.quark.api.security.SecurityAnswer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An instance as clients see it. */
public record InstanceAnswer(
        @Field(required = true, says = "Its id.") String id,

        @Field(required = true, says = "Its name; need not be unique.")
        String name,

        @Field(required = true, says = "The project that it belongs to.")
        String project,

        @Field(
                required = true,
                says =
                        "building, deleting; then what its hypervisor says: running, paused, stopped, crashed, missing; error: see fault; "
                                + "unknown: its compute gives no sign of life.")
        String status,

        @Field(says = "What its hypervisor says; null where it is not known.")
        Optional<String> powerState,

        @Field(says = "Name of the compute where it lives, once placed.")
        Optional<String> compute,

        @Field(required = true, says = "MiB.") long ram,
        @Field(required = true, says = "Virtual CPUs.") int cpu,

        @Field(required = true, says = "Size of the root disk that was asked for, MiB.")
        long storage,

        @Field(says = "Id of its image, where it boots from one.")
        Optional<String> image,

        @Field(required = true, says = "Its network interfaces, in order.")
        List<NicAnswer> nics,

        @Field(required = true, says = "Labels by key.") Map<String, String> labels,

        @Field(required = true, says = "When its first record was made.")
        Instant createdAt,

        @Field(says = "Id of the open work unit that changes it.")
        Optional<String> task,

        @Field(says = "Why it is not as it should be.") Optional<ProblemAnswer> fault) {

    /** One network interface. */
    public record NicAnswer(
            @Field(required = true, says = "Id of its port.")
            String port,

            @Field(required = true, says = "Id of its network.")
            String network,

            @Field(required = true, says = "MAC, lower case with colons.")
            String mac,

            @Field(required = true, says = "Its addresses.") List<String> ips,
            @Field(says = "Id of its own QoS policy.") Optional<String> qosPolicy,

            @Field(required = true, says = "The QoS policy that it is under.")
            EffectiveQosAnswer effectiveQos,

            @Field(required = true, says = "What may reach it, and what it may reach.")
            SecurityAnswer security) {}
}
