package io.quark.api.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quark instance console}: a machine's serial console, in this terminal. */
@Command(
        name = "console",
        description = "Connects to a machine's serial console; Ctrl-] leaves it. What is piped in is typed as it is.")
final class ConsoleCommand implements Callable<Integer> {

    /** Ctrl-], as telnet(1) and virsh(1) have it. */
    private static final byte LEAVE = 0x1d;

    private static final int MOST_AT_ONCE = 4 * 1024;
    private static final long TYPED_WITHIN_SECONDS = 30;
    private static final long LOOK_EVERY_MILLIS = 100;

    @Mixin
    private final Session session = new Session();

    @Parameters(paramLabel = "INSTANCE")
    private String instance = "";

    @Option(
            names = "--linger",
            defaultValue = "2",
            paramLabel = "SECONDS",
            description =
                    "Where the input is piped: after its end, go on until nothing has come for so long (default: 2).")
    private int linger = 2;

    @Override
    public Integer call() {
        JsonNode leave = session.api()
                .change(
                        "POST",
                        InstancePaths.of(instance, "console"),
                        Optional.of(JsonNodeFactory.instance.objectNode().put("type", "serial")),
                        0);
        ConsoleEnd end = new ConsoleEnd(System.out);
        WebSocket console = session.api().open(leave.path("url").asText(), end);
        boolean person = Terminal.isInput();
        if (person) {
            System.err.println("connected to " + instance + "; Ctrl-] leaves");
            Terminal terminal = Terminal.raw();
            try {
                converse(console, end, System.in, true);
            } finally {
                terminal.giveBack();
            }
        } else {
            converse(console, end, System.in, false);
        }
        String why = end.ended().join();
        System.err.println((person ? "\n" : "") + "console closed: " + why);
        return ExitCode.DONE.code();
    }

    private void converse(WebSocket console, ConsoleEnd end, InputStream in, boolean person) {
        Thread typing = new Thread(() -> type(console, end, in, person), "typing");
        typing.setDaemon(true); // it may wait for a key when the machine ends
        typing.start();
        end.ended().join();
        console.abort();
    }

    private void type(WebSocket console, ConsoleEnd end, InputStream in, boolean person) {
        byte[] buffer = new byte[MOST_AT_ONCE];
        try {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                int leaving = person ? indexOf(buffer, read) : -1;
                send(console, Arrays.copyOf(buffer, leaving >= 0 ? leaving : read));
                if (leaving >= 0) {
                    end.end("left");
                    return;
                }
            }
            lingerOn(end);
        } catch (IOException | ExecutionException e) {
            end.end("the connection is lost: " + e.getMessage());
        } catch (TimeoutException e) {
            end.end("the machine does not take what is typed");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end.end("interrupted");
        }
    }

    private static void send(WebSocket console, byte[] typed)
            throws ExecutionException, TimeoutException, InterruptedException {
        if (typed.length > 0) {
            console.sendBinary(ByteBuffer.wrap(typed), true).get(TYPED_WITHIN_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** What was typed last has an answer, too. */
    private void lingerOn(ConsoleEnd end) throws InterruptedException {
        long from = System.nanoTime();
        while (!end.ended().isDone()
                && (end.silentMillis() < linger * 1_000L
                        || System.nanoTime() - from < TimeUnit.SECONDS.toNanos(linger))) {
            Thread.sleep(LOOK_EVERY_MILLIS);
        }
        end.end("the input has ended");
    }

    private static int indexOf(byte[] typed, int length) {
        for (int i = 0; i < length; i++) {
            if (typed[i] == LEAVE) {
                return i;
            }
        }
        return -1;
    }

    /** What a refused connection says. */
    static CliException refused(CompletionException failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        if (cause instanceof java.net.http.WebSocketHandshakeException handshake) {
            int status = handshake.getResponse().statusCode();
            return new CliException(
                    ExitCode.ofStatus(status),
                    "the console was refused (HTTP " + status + "): is the machine running, and its host there?");
        }
        return new CliException(ExitCode.UNREACHABLE, "the console cannot be reached: " + cause.getMessage());
    }
}
