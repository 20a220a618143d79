package io.quark.common.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;

/**
 * The claim on an address or a MAC: the resource is the znode's path, so a second claim on it is impossible.
 *
 * <p>While {@code cooling} nobody owns it and nobody may have it; the znode's modification time says since when.
 *
 * @param ports ids of the ports that use it; empty while cooling
 * @param op the work unit that wrote it last
 */
public record Claim(State state, List<String> ports, String op) {

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
        return new Claim(State.ALLOCATED, List.of(port), op);
    }

    public static Claim cooling(String op) {
        return new Claim(State.COOLING, List.of(), op);
    }
}
