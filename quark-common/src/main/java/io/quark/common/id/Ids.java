package io.quark.common.id;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.NameBasedGenerator;
import com.fasterxml.uuid.impl.TimeBasedEpochRandomGenerator;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Makes and reads Quark's ids: UUIDs whose last byte tells shard and bucket, so that every record is found by its id
 * alone.
 *
 * <p>Freely made ids are version 7 (RFC 9562, time ordered); derived ids are version 5 (by name). Thread safe.
 */
public final class Ids {

    private static final Pattern UUID_TEXT =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final UUID NAMESPACE = UUID.fromString("7175726b-0000-5000-8000-000000000001");
    private static final TimeBasedEpochRandomGenerator TIME_ORDERED = Generators.timeBasedEpochRandomGenerator();
    private static final NameBasedGenerator BY_NAME = Generators.nameBasedGenerator(NAMESPACE);

    private Ids() {}

    /** A new time-ordered id (version 7). */
    public static String fresh() {
        return TIME_ORDERED.generate().toString();
    }

    /** A new time-ordered id that lies in the given shard. */
    public static String freshIn(int shard, int shards) {
        return inShard(fresh(), shard, shards);
    }

    /** The id (version 5) that follows from these parts; the same parts give the same id, everywhere and always. */
    public static String derived(String... parts) {
        // A length before each part keeps ("ab","c") and ("a","bc") apart.
        StringBuilder name = new StringBuilder();
        for (String part : parts) {
            name.append(part.length()).append(':').append(part);
        }
        UUID uuid;
        synchronized (BY_NAME) { // the generator owns one digest
            uuid = BY_NAME.generate(name.toString());
        }
        return uuid.toString();
    }

    /** The given id with its last byte adjusted, so that it lies in the given shard. */
    public static String inShard(String id, int shard, int shards) {
        int last = lastByte(id);
        int adjusted = last - last % shards + shard;
        if (adjusted > 0xff) {
            adjusted -= shards;
        }
        return id.substring(0, 34) + hexByte(adjusted);
    }

    /** The shard of an id: its last byte modulo the number of shards. */
    public static int shard(String id, int shards) {
        return lastByte(id) % shards;
    }

    /** One of 256 buckets: the last two hex digits. */
    public static String bucket256(String id) {
        return id.substring(34);
    }

    /** One of 16 buckets: the second-last hex digit, independent of the shard where there are 16 of them. */
    public static String bucket16(String id) {
        return id.substring(34, 35);
    }

    /** Whether the text is an id in canonical form (lower case, with dashes). */
    public static boolean isId(String text) {
        return UUID_TEXT.matcher(text).matches();
    }

    /** The canonical form of a UUID in any case. */
    public static String canonical(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static int lastByte(String id) {
        return Integer.parseInt(id, 34, 36, 16);
    }

    private static String hexByte(int value) {
        return String.format(Locale.ROOT, "%02x", value);
    }
}
