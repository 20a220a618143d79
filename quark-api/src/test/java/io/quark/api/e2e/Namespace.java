package io.quark.api.e2e;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A network namespace of this machine, by its name. */
record Namespace(String name) {

    /** What setns(2) is told, so that it enters no other kind of namespace. */
    private static final int CLONE_NEWNET = 0x4000_0000;

    private static final int TIMEOUT_SECONDS = 100;

    interface Kernel extends Library {
        int open(String path, int flags) throws LastErrorException;

        int close(int file) throws LastErrorException;

        int setns(int file, int kind) throws LastErrorException;
    }

    void add() {
        succeed("ip", "netns", "add", name);
        ip("link", "set", "lo", "up");
    }

    void ip(String... arguments) {
        List<String> command = new java.util.ArrayList<>(List.of("ip", "-n", name));
        command.addAll(List.of(arguments));
        succeed(command.toArray(String[]::new));
    }

    /** Ends, as a power cut does, whatever runs in it, and removes it with all its devices. No failure where it is not there. */
    void remove() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
        while (System.nanoTime() < deadline) {
            List<ProcessHandle> left = processes();
            if (left.isEmpty()) {
                break;
            }
            left.forEach(ProcessHandle::destroyForcibly);
            left.forEach(process -> process.onExit()
                    .orTimeout(5, TimeUnit.SECONDS)
                    .handle((a, b) -> a)
                    .join());
        }
        Libvirt.run("ip", "netns", "delete", name);
    }

    /** What runs in it, whoever started it. */
    private List<ProcessHandle> processes() {
        Libvirt.Result pids = Libvirt.run("ip", "netns", "pids", name);
        return pids.exit() != 0
                ? List.of()
                : pids.lines().stream()
                        .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)).stream())
                        .filter(ProcessHandle::isAlive)
                        .toList();
    }

    /**
     * Does something there that takes a moment: a socket that is made there stays there, and can be used from everywhere. Which
     * namespace a thread is in is its own affair, so it gets a thread of its own, which ends with it.
     */
    <T> T within(Callable<T> work) throws Exception {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        enter();
                        result.complete(work.call());
                    } catch (Exception e) {
                        result.completeExceptionally(e);
                    }
                },
                "in " + name);
        thread.setDaemon(true);
        thread.start();
        try {
            return result.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | CompletionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } catch (TimeoutException e) {
            throw new AssertionError("no end of something in " + name, e);
        }
    }

    private void enter() {
        Kernel kernel = Native.load("c", Kernel.class);
        int file = kernel.open("/run/netns/" + name, 0);
        try {
            kernel.setns(file, CLONE_NEWNET);
        } finally {
            kernel.close(file);
        }
    }

    private static void succeed(String... command) {
        Libvirt.Result result = Libvirt.run(command);
        if (result.exit() != 0) {
            throw new AssertionError(String.join(" ", command) + ": " + result.output());
        }
    }
}
