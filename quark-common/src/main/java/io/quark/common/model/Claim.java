package io.quark.common.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The claim on an address, a MAC or a segment id: the resource is the znode's path, so a second claim on it is impossible.
 *
 * <p>While {@code cooling} nobody owns it and nobody may have it; the znode's modification time says since when.
 *
 * @param ports ids of the ports that use it; several: it is shared; empty while cooling
 * @param device who has it without a port: a router outside, or the network that has a segment id
 * @param project whose it is, where no port says so
 * @param note why it was recorded, for people
 * @param kept whether it stays when the last port leaves it: it was asked for by itself, and is given back by itself
 * @param op the work unit that wrote it last
 */
public record Claim(
        State state,
        List<String> ports,
        Optional<Port.Device> device,
        Optional<String> project,
        Optional<String> note,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean kept,
        String op) {

    public Claim {
        ports = Copies.list(ports);
    }

    public enum State {
        ALLOCATED,
        COOLING;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static Claim allocated(String port, String op) {
        return new Claim(
                State.ALLOCATED, List.of(port), Optional.empty(), Optional.empty(), Optional.empty(), false, op);
    }

    /** Held by a device that has no port for it. */
    public static Claim held(Port.Device device, String project, Optional<String> note, String op) {
        return new Claim(State.ALLOCATED, List.of(), Optional.of(device), Optional.of(project), note, true, op);
    }

    public static Claim cooling(String op) {
        return new Claim(State.COOLING, List.of(), Optional.empty(), Optional.empty(), Optional.empty(), false, op);
    }

    /** The same claim with these ports. */
    public Claim withPorts(List<String> newPorts, String newOp) {
        return new Claim(state, newPorts, device, project, note, kept, newOp);
    }
}
