package io.quark.api.instance;

import io.quark.api.bind.Field;
import io.quark.api.http.ProblemAnswer;
import io.quark.api.qos.EffectiveQosAnswer;
import io.quark.api.security.SecurityAnswer;
import io.quark.common.model.RestartPolicy;
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
                        "building, deleting; then what its hypervisor says: running, paused, stopped, suspended, crashed, missing; error: see fault; "
                                + "unknown: its compute gives no sign of life.")
        String status,

        @Field(says = "What the user wants of it: running, stopped, paused, suspended.")
        Optional<String> powerState,

        @Field(says = "Name of the compute where it lives, once placed.")
        Optional<String> compute,

        @Field(required = true, says = "MiB.") long ram,
        @Field(required = true, says = "Virtual CPUs.") int cpu,

        @Field(required = true, says = "Size of the root disk, MiB.")
        long storage,

        @Field(says = "Id of its image, where it boots from one.")
        Optional<String> image,

        @Field(required = true, says = "Its network interfaces, in order.")
        List<NicAnswer> nics,

        @Field(required = true, says = "Labels by key.") Map<String, String> labels,

        @Field(required = true, says = "When its first record was made.")
        Instant createdAt,

        @Field(
                says =
                        "Id of the open work unit that changes it; that one's kind tells whether it is being resized, moved, ...")
        Optional<String> task,

        @Field(says = "Why it is not as it should be.") Optional<ProblemAnswer> fault,

        @Field(required = true, says = "When its host starts it again by itself: never, on_failure, always.")
        RestartPolicy restart,

        @Field(says = "Id of the flavor that gave its shape.")
        Optional<String> flavor,

        @Field(required = true, says = "The volumes that are attached to it.")
        List<AttachedVolumeAnswer> volumes,

        @Field(required = true, says = "Ids of its snapshots.")
        List<String> snapshots,

        @Field(says = "What it boots from while it is being rescued.")
        Optional<RescueAnswer> rescue) {

    /** A volume that is attached. */
    public record AttachedVolumeAnswer(
            @Field(required = true, says = "Its id.") String id,

            @Field(required = true, says = "As which the guest sees it, e.g. vdc.")
            String device,

            @Field(required = true, says = "MiB.") long size) {}

    /** What a machine boots from while it is being rescued. */
    public record RescueAnswer(
            @Field(says = "Id of the image, where it is one.")
            Optional<String> image,

            @Field(says = "Kernel command line.") Optional<String> cmdline) {}

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
