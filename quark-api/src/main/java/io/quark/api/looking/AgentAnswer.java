package io.quark.api.looking;

import io.quark.api.bind.Field;
import io.quark.common.looking.GuestFacts;
import java.util.List;
import java.util.Optional;

/** What the agent within a guest tells, as clients see it. The guest wrote it: take it for what it is. */
public record AgentAnswer(
        @Field(required = true, says = "Whether a QEMU guest agent answered.")
        boolean connected,

        @Field(says = "Why it did not.") Optional<String> why,
        @Field(says = "The guest's host name.") Optional<String> hostname,
        @Field(says = "The guest's operating system.") Optional<SystemAnswer> system,

        @Field(required = true, says = "The guest's network interfaces.")
        List<InterfaceAnswer> interfaces) {

    /** An operating system. */
    public record SystemAnswer(
            @Field(says = "ID of os-release.") Optional<String> id,
            @Field(says = "Its name.") Optional<String> name,
            @Field(says = "Its version.") Optional<String> version,
            @Field(says = "Release of its kernel.") Optional<String> kernel) {}

    /** A network interface. */
    public record InterfaceAnswer(
            @Field(required = true, says = "Its name in the guest.")
            String name,

            @Field(says = "Its MAC.") Optional<String> mac,

            @Field(required = true, says = "Its addresses, each with its prefix length.")
            List<String> addresses) {}

    static AgentAnswer of(GuestFacts facts) {
        return new AgentAnswer(
                facts.connected(),
                facts.why(),
                facts.hostname(),
                facts.system().map(os -> new SystemAnswer(os.id(), os.name(), os.version(), os.kernel())),
                facts.interfaces().stream()
                        .map(nic -> new InterfaceAnswer(nic.name(), nic.mac(), nic.addresses()))
                        .toList());
    }
}
