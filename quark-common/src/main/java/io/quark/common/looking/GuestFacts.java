package io.quark.common.looking;

import io.quark.common.model.Copies;
import java.util.List;
import java.util.Optional;

/**
 * What the agent within a guest tells.
 *
 * @param connected whether it answered
 * @param why it did not
 */
public record GuestFacts(
        boolean connected,
        Optional<String> why,
        Optional<String> hostname,
        Optional<OperatingSystem> system,
        List<Interface> interfaces) {

    public GuestFacts {
        interfaces = Copies.list(interfaces);
    }

    /** Of a guest that cannot be asked. */
    public static GuestFacts silent(String why) {
        return new GuestFacts(false, Optional.of(why), Optional.empty(), Optional.empty(), List.of());
    }

    /** Its operating system, in the words of os-release(5) and uname(2). */
    public record OperatingSystem(
            Optional<String> id, Optional<String> name, Optional<String> version, Optional<String> kernel) {}

    /**
     * One network interface.
     *
     * @param addresses each with its prefix length, e.g. {@code 10.0.0.5/24}
     */
    public record Interface(String name, Optional<String> mac, List<String> addresses) {
        public Interface {
            addresses = Copies.list(addresses);
        }
    }
}
