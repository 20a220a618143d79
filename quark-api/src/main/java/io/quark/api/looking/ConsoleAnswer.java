package io.quark.api.looking;

import io.quark.api.bind.Field;
import java.time.Instant;

/** Leave to open a console. */
public record ConsoleAnswer(
        @Field(
                required = true,
                says =
                        "To be opened as a WebSocket; has the token in it. Messages are binary: bytes of a terminal, or of RFB.")
        String url,

        @Field(required = true, says = "Opens the console of this type of this machine, once.")
        String token,

        @Field(required = true, says = "Until then it has to be used.")
        Instant expiresAt) {}
