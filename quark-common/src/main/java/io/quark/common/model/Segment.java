package io.quark.common.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;

/**
 * How a network is kept apart from others on the wire.
 *
 * @param physical the physical network (flat, vlan)
 * @param id VLAN id or VXLAN network identifier
 */
public record Segment(Type type, Optional<String> physical, Optional<Integer> id) {

    public static final Segment FLAT = new Segment(Type.FLAT, Optional.empty(), Optional.empty());

    public enum Type {
        FLAT,
        VLAN,
        VXLAN;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
