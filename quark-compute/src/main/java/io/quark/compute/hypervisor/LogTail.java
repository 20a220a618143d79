package io.quark.compute.hypervisor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Reads parts of a log file, however large it is, with no more memory than the part. A daemon that turns the file over (libvirt's virtlogd
 * does at 2 MiB) leaves what was before in files of the same name with {@code .0}, {@code .1}, ... behind.
 */
public final class LogTail {

    private static final int OLDER = 3;

    private LogTail() {}

    /**
     * The part that is wished for. Blocks.
     *
     * @param log may be missing: then nothing was written
     */
    public static LogPart read(Path log, LogWish wish) throws IOException {
        if (Files.notExists(log)) {
            return LogPart.nothing();
        }
        if (wish.from().isPresent()) {
            return onwards(log, wish.from().get(), wish.bytes());
        }
        ByteBuffer bytes = ByteBuffer.allocate(wish.bytes());
        long end = fillBackwards(log, bytes);
        for (int i = 0; i < OLDER && bytes.hasRemaining(); i++) {
            Path older = log.resolveSibling(log.getFileName() + "." + i);
            if (Files.notExists(older)) {
                break;
            }
            fillBackwards(older, bytes);
        }
        int start = startOfLines(bytes.array(), bytes.capacity() - bytes.position(), bytes.capacity(), wish.lines());
        return new LogPart(
                ByteBuffer.wrap(bytes.array(), start, bytes.capacity() - start)
                        .slice()
                        .asReadOnlyBuffer(),
                end);
    }

    /** The same part of a log that is in memory. */
    public static LogPart of(byte[] log, LogWish wish) {
        int from = wish.from().filter(at -> at <= log.length).orElse(0L).intValue();
        int to = wish.from().isPresent() ? (int) Math.min(log.length, (long) from + wish.bytes()) : log.length;
        int start = wish.from().isPresent()
                ? from
                : startOfLines(log, Math.max(0, log.length - wish.bytes()), to, wish.lines());
        return new LogPart(ByteBuffer.wrap(log, start, to - start).slice().asReadOnlyBuffer(), to);
    }

    private static LogPart onwards(Path log, long wanted, int most) throws IOException {
        try (FileChannel file = FileChannel.open(log, StandardOpenOption.READ)) {
            long size = file.size();
            long from = wanted > size ? 0 : wanted; // it was turned over meanwhile
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(most, size - from));
            int read = readFully(file, bytes, from);
            return new LogPart(bytes.flip().asReadOnlyBuffer(), from + read);
        }
    }

    /**
     * Puts the end of the file before what the buffer has: its content lies at its end, {@code position} bytes of it.
     *
     * @return the size of the file
     */
    private static long fillBackwards(Path path, ByteBuffer bytes) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            long size = file.size();
            int length = (int) Math.min(bytes.remaining(), size);
            int free = bytes.capacity() - bytes.position();
            ByteBuffer part = ByteBuffer.wrap(bytes.array(), free - length, length);
            int read = readFully(file, part, size - length);
            if (read < length) { // truncated while it was read: what is there still is not known to be whole
                return file.size();
            }
            bytes.position(bytes.position() + length);
            return size;
        }
    }

    private static int readFully(FileChannel file, ByteBuffer into, long from) throws IOException {
        int read = 0;
        while (into.hasRemaining()) {
            int count = file.read(into, from + read);
            if (count < 0) {
                break;
            }
            read += count;
        }
        return read;
    }

    /** Where the last lines begin; an end of line at the very end ends the last one. */
    private static int startOfLines(byte[] bytes, int from, int to, int lines) {
        int left = lines;
        for (int i = to - 2; i >= from; i--) {
            if (bytes[i] == '\n' && --left == 0) {
                return i + 1;
            }
        }
        return from;
    }
}
