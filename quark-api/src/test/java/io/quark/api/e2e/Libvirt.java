package io.quark.api.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The host's own view, asked of its own tools. */
final class Libvirt {

    private static final String URI = "qemu:///system";

    private Libvirt() {}

    /** Whether real guests can run here; tests that need one are skipped where not, and say so. */
    static boolean isThere() {
        try {
            return run("virsh", "-c", URI, "version").exit() == 0
                    && run("id", "-u").output().strip().equals("0");
        } catch (AssertionError e) {
            return false;
        }
    }

    /** Ends the daemon of this machine, and none that a test has for itself. */
    static void killDaemon() {
        run("sh", "-c", "kill -9 $(cat /run/libvirtd.pid)");
    }

    /** Whether it answers; where not, it is started, unless somebody else is doing that. */
    static boolean isThereOrStarts() {
        if (isThere()) {
            return true;
        }
        run("libvirtd", "-d");
        return false;
    }

    /** The UUIDs of all domains, running or not. */
    static List<String> domains() {
        return run("virsh", "-q", "-c", URI, "list", "--all", "--uuid").lines();
    }

    static List<String> runningDomains() {
        return run("virsh", "-q", "-c", URI, "list", "--uuid").lines();
    }

    /** What it says of a domain, in Quark's words. */
    static String status(String id) {
        String state = run("virsh", "-q", "-c", URI, "domstate", id).output().strip();
        return switch (state) {
            case "shut off" ->
                run("virsh", "-q", "-c", URI, "dominfo", id).output().contains("Managed save:   yes")
                        ? "suspended"
                        : "stopped";
            default -> state; // running, paused, crashed
        };
    }

    /** The Linux bridges that Quark made. */
    static List<String> bridges() {
        return run("sh", "-c", "ip -o link show type bridge | cut -d: -f2").lines().stream()
                .filter(name -> name.startsWith("qk"))
                .toList();
    }

    static boolean answersPing(String address) {
        return run("ping", "-c", "1", "-W", "1", address).exit() == 0;
    }

    record Result(int exit, String output) {
        List<String> lines() {
            return output.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
        }
    }

    static Result run(String... command) {
        try {
            Process process = new ProcessBuilder(new ArrayList<>(List.of(command)))
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(String.join(" ", command) + " did not end");
            }
            return new Result(process.exitValue(), output);
        } catch (IOException e) {
            throw new AssertionError(String.join(" ", command) + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
