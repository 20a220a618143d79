package io.quark.api.image;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * What a client still sends when its upload is refused already. Most look at the answer when all is sent, and one whose connection is closed
 * before sees a broken pipe instead of the reason; so what does not take long is read to its end.
 */
final class Unread {

    private static final long MOST_BYTES = 16L << 20;
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final int BUFFER_BYTES = 64 * 1024;

    private Unread() {}

    /** Reads on, for a while; blocks. */
    static void skip(InputStream data) {
        byte[] buffer = new byte[BUFFER_BYTES];
        long begun = System.nanoTime();
        long read = 0;
        try {
            while (read < MOST_BYTES && System.nanoTime() - begun < LONGEST.toNanos()) {
                int n = data.read(buffer);
                if (n < 0) {
                    return;
                }
                read += n;
            }
        } catch (IOException e) {
            return; // it sends no more
        }
    }
}
