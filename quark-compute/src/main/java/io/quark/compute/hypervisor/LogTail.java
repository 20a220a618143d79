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
        byte[] bytes = new byte[wish.bytes()];
        int free = bytes.length; // the part lies at the end of the array, and grows towards its beginning
        long end;
        try (FileChannel file = FileChannel.open(log, StandardOpenOption.READ)) {
            end = file.size();
            free -= readEnd(file, bytes, free);
        }
        for (int i = 0; i < OLDER && free > 0; i++) {
            Path older = log.resolveSibling(log.getFileName() + "." + i);
            if (Files.notExists(older)) {
                break;
            }
            try (FileChannel file = FileChannel.open(older, StandardOpenOption.READ)) {
                free -= readEnd(file, bytes, free);
            }
        }
        int start = startOfLines(bytes, free, bytes.length, wish.lines());
        return new LogPart(part(bytes, start, bytes.length), end);
    }

    /** The same part of a log that is in memory. */
    public static LogPart of(byte[] log, LogWish wish) {
        int from = wish.from().filter(at -> at <= log.length).orElse(0L).intValue();
        int to = wish.from().isPresent() ? (int) Math.min(log.length, (long) from + wish.bytes()) : log.length;
        int start = wish.from().isPresent()
                ? from
                : startOfLines(log, Math.max(0, log.length - wish.bytes()), to, wish.lines());
        return new LogPart(part(log, start, to), to);
    }

    private static ByteBuffer part(byte[] bytes, int from, int to) {
        return ByteBuffer.wrap(bytes, from, to - from).slice().asReadOnlyBuffer();
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
     * Puts the end of a file before what the array has.
     *
     * @param free bytes at the beginning of the array that are free
     * @return how many it took of them
     */
    private static int readEnd(FileChannel file, byte[] bytes, int free) throws IOException {
        long size = file.size();
        int length = (int) Math.min(free, size);
        int read = readFully(file, ByteBuffer.wrap(bytes, free - length, length), size - length);
        // Truncated while it was read: what is there still is not known to follow on what comes after.
        return read == length ? length : 0;
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
