package io.quark.common.looking;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The live consoles of a machine. */
public enum ConsoleKind {
    /** Its first serial port: bytes of a terminal. */
    SERIAL,
    /** Its screen: bytes of the RFB protocol (RFC 6143). */
    VNC;

    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The kind of that name. */
    public static Optional<ConsoleKind> of(String text) {
        return Stream.of(values()).filter(kind -> kind.text().equals(text)).findFirst();
    }
}
