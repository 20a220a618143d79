package io.quark.compute.task;

import io.quark.common.id.Ids;
import io.quark.common.json.Json;
import io.quark.common.json.MalformedRecordException;
import io.quark.common.model.Task;
import io.quark.compute.hypervisor.HostFailureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One file for each change that is under way. Also a host that loses its power finds them again. */
public final class BegunFiles implements BegunChanges {

    private static final Logger LOG = LoggerFactory.getLogger(BegunFiles.class);

    private final Path directory;
    private final Executor threads;
    private final List<Task> left;

    private BegunFiles(Path directory, Executor threads, List<Task> left) {
        this.directory = directory;
        this.threads = threads;
        this.left = List.copyOf(left);
    }

    /**
     * Opens them.
     *
     * @param directory is made where it does not exist; this compute owns it
     * @param threads may block
     */
    public static BegunFiles open(Path directory, Executor threads) throws IOException {
        Files.createDirectories(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        List<Task> left = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.sorted().toList()) {
                if (Ids.isId(file.getFileName().toString())) {
                    read(file, left);
                }
            }
        }
        return new BegunFiles(directory, threads, left);
    }

    private static void read(Path file, List<Task> into) throws IOException {
        try {
            into.add(Json.read(Files.readAllBytes(file), Task.class));
        } catch (MalformedRecordException e) {
            LOG.error("{} cannot be read; the change that it tells of is not undone: {}", file, e.getMessage());
        }
    }

    @Override
    public CompletableFuture<Void> begun(Task task) {
        return run("remember", task.id(), () -> write(task));
    }

    private void write(Task task) throws IOException {
        Path part = directory.resolve(task.id() + ".part");
        try (FileChannel channel = FileChannel.open(
                part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(Json.bytes(task));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(
                part,
                directory.resolve(task.id()),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true); // the name, too, outlives a loss of power
        }
    }

    @Override
    public CompletableFuture<Void> over(String task) {
        return run("forget", task, () -> Files.deleteIfExists(directory.resolve(task)));
    }

    @Override
    public List<Task> left() {
        return left;
    }

    private interface Work {
        void run() throws IOException;
    }

    private CompletableFuture<Void> run(String what, String task, Work work) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        throw new HostFailureException(
                                HostFailureException.Kind.PASSING,
                                "cannot " + what + " that " + task + " is under way: " + e,
                                "see that the daemon's state directory can be written and is not full",
                                e);
                    }
                },
                threads);
    }
}
