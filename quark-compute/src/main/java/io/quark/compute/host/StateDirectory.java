package io.quark.compute.host;

import io.quark.common.id.Ids;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The directory of what a daemon remembers, locked for as long as it lives: whoever holds the lock knows that an earlier daemon with
 * this directory is dead.
 */
public final class StateDirectory implements AutoCloseable {

    private static final Path SYSTEM_ID = Path.of("/etc/machine-id");

    private final Path directory;
    private final FileChannel lock;

    private StateDirectory(Path directory, FileChannel lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /**
     * Takes the directory, making it where it is not there.
     *
     * @throws IOException if it cannot be written, or another daemon has it
     */
    public static StateDirectory lock(Path directory) throws IOException {
        Files.createDirectories(directory);
        Path file = directory.resolve("lock");
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new StateDirectory(directory, channel);
            }
        } catch (OverlappingFileLockException e) {
            // another daemon within this process
        }
        channel.close();
        throw new IOException("another quark-compute runs with the state directory " + directory + " (it holds " + file
                + "): stop it, or give this one its own name and state_dir");
    }

    /** Of the operating system, or (where it has none) of this directory. */
    public String machineId() throws IOException {
        String system = read(SYSTEM_ID);
        if (!system.isEmpty()) {
            return system;
        }
        Path own = directory.resolve("machine-id");
        String remembered = read(own);
        if (!remembered.isEmpty()) {
            return remembered;
        }
        String fresh = Ids.fresh();
        Files.writeString(own, fresh);
        return fresh;
    }

    public Path resolve(String name) {
        return directory.resolve(name);
    }

    /** Lets go of the directory. */
    @Override
    public void close() throws IOException {
        lock.close();
    }

    private static String read(Path file) throws IOException {
        try {
            return Files.readString(file).strip();
        } catch (NoSuchFileException e) {
            return "";
        }
    }
}
