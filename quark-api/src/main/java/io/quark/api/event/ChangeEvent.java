package io.quark.api.event;

import io.quark.api.bind.Field;
import java.util.Optional;

/** One change as clients see it, the data of an event. */
public record ChangeEvent(
        @Field(
                required = true,
                says =
                        "What happened: instance.created, instance.changed, instance.deleted, likewise volume, snapshot, flavor, network, image, port, qos_policy, security_group; "
                                + "instance.status; compute.up, compute.down, compute.changed.",
                example = "\"instance.created\"")
        String type,

        @Field(says = "The project that it belongs to; null for computes and flavors.")
        Optional<String> project,

        @Field(required = true, says = "What it happened to.")
        Subject target,

        @Field(says = "Its status afterwards, where it has one.")
        Optional<String> status) {

    /** What it happened to. */
    public record Subject(
            @Field(
                    required = true,
                    says =
                            "instance, volume, snapshot, flavor, network, image, port, qos_policy, security_group or compute.")
            String type,

            @Field(required = true, says = "Its id; a compute's name.")
            String id,

            @Field(required = true, says = "Its name.") String name) {}

    /** The same with the status that its target has now; what is gone has none. */
    ChangeEvent at(String status) {
        return new ChangeEvent(
                type, project, target, type.endsWith(".deleted") ? Optional.empty() : Optional.of(status));
    }

    boolean matches(Optional<String> types, Optional<String> wantedProject, Optional<String> wantedTarget) {
        return types.map(text -> java.util.List.of(text.split(",", -1)).stream()
                                .anyMatch(wanted -> type.equals(wanted) || type.startsWith(wanted + ".")))
                        .orElse(true)
                && wantedProject
                        .map(name -> project.filter(name::equals).isPresent())
                        .orElse(true)
                && wantedTarget
                        .map(text -> target.id().equals(text) || target.name().equals(text))
                        .orElse(true);
    }
}
