package io.quark.compute.sim;

import com.fasterxml.jackson.databind.JsonNode;
import io.quark.common.json.Json;
import io.quark.common.json.MalformedRecordException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers something of simulated machines over the death of the process: a file to which each change is appended before it counts, and that
 * is rewritten when most of it is history. Not made for power cuts. Thread safe.
 */
final class SimJournal<T> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SimJournal.class);

    /** Lines of history that are not worth a rewrite. */
    private static final int SMALL = 50_000;

    private final Path file;
    private final Class<T> type;
    private final T nothing;
    private FileChannel out;
    private int lines;

    private SimJournal(Path file, Class<T> type, T nothing, FileChannel out) {
        this.file = file;
        this.type = type;
        this.nothing = nothing;
        this.out = out;
    }

    /** One machine on one host. */
    record Key(String host, String instance) {}

    /** @param machine one of which everything is empty is left out by the codec */
    private record Line(String host, String instance, Optional<JsonNode> machine) {

        JsonNode content() {
            return machine.orElseGet(Json.lenient()::createObjectNode);
        }
    }

    /**
     * Opens the journal of a process, which owns the file.
     *
     * @param nothing what stands for a machine that is gone
     */
    static <T> SimJournal<T> open(Path file, Class<T> type, T nothing) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return new SimJournal<>(file, type, nothing, out);
    }

    /** All machines that it tells of; afterwards it holds nothing else. */
    synchronized Map<Key, T> load() throws IOException {
        Map<Key, T> machines = new LinkedHashMap<>();
        List<String> text = Files.readAllLines(file, StandardCharsets.UTF_8);
        for (int i = 0; i < text.size(); i++) {
            try {
                Line line = Json.read(text.get(i).getBytes(StandardCharsets.UTF_8), Line.class);
                machines.put(new Key(line.host(), line.instance()), Json.read(Json.bytes(line.content()), type));
            } catch (MalformedRecordException e) {
                // The process died while it wrote the last line: then that change had not happened yet.
                LOG.warn("{}: line {} of {} is torn; left out", file, i + 1, text.size());
            }
        }
        machines.values().removeIf(nothing::equals);
        rewrite(machines);
        return machines;
    }

    /**
     * Appends a change.
     *
     * @param all what there is, for the case that the file is rewritten
     */
    synchronized void append(Key key, T machine, Supplier<Map<Key, T>> all) {
        try {
            write(out, key, machine);
            lines++;
            if (lines > SMALL) {
                Map<Key, T> machines = all.get();
                if (lines > 4 * machines.size()) {
                    rewrite(machines);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            out.close();
        } catch (IOException e) {
            LOG.warn("{}: {}", file, e.toString());
        }
    }

    private void rewrite(Map<Key, T> machines) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        FileChannel fresh = FileChannel.open(
                part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        for (Map.Entry<Key, T> entry : machines.entrySet()) {
            write(fresh, entry.getKey(), entry.getValue());
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        out.close();
        out = fresh;
        lines = machines.size();
    }

    private static void write(FileChannel channel, Key key, Object machine) throws IOException {
        String line = Json.text(new Line(
                        key.host(), key.instance(), Optional.of(Json.lenient().valueToTree(machine)))) + "\n";
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
