package io.quark.api.looking;

import io.quark.api.bind.Field;
import java.util.Optional;

/** Which console is wanted. */
public record ConsoleBody(
        @Field(required = true, says = "serial: the first serial port; vnc: the screen.")
        Optional<String> type) {}
