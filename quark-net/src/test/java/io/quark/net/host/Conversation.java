package io.quark.net.host;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One TCP connection between two namespaces, over which one side says something and the other says it back. */
final class Conversation implements AutoCloseable {

    /** Twice TCP's first wait for an answer, and a bit: what has not come back by then was dropped. */
    private static final long SILENCE_MILLIS = 700;

    /** A busy machine may take long to start the one who is to answer. */
    private static final long PATIENCE_MILLIS = 60_000;

    private final Process listener;
    private final Process speaker;
    private final Writer mouth;
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private int said;

    private Conversation(NetworkNamespace from, NetworkNamespace to, String address, int port) {
        listener = to.start("busybox", "nc", "-l", "-p", Integer.toString(port), "-e", "cat");
        await().pollInterval(Duration.ofMillis(10))
                .until(() ->
                        to.run("ss", "-Hltn", "sport", "=", ":" + port).out().contains(":" + port));
        speaker = from.start("busybox", "nc", address, Integer.toString(port));
        mouth = speaker.outputWriter(StandardCharsets.US_ASCII);
        BufferedReader ear = speaker.inputReader(StandardCharsets.US_ASCII);
        Thread listening = new Thread(() -> listen(ear), "ear");
        listening.setDaemon(true);
        listening.start();
    }

    private void listen(BufferedReader ear) {
        try {
            ear.lines().forEach(heard::add);
        } catch (UncheckedIOException e) {
            heard.add("closed: " + e.getMessage()); // which is no word that was said
        }
    }

    static Conversation open(NetworkNamespace from, NetworkNamespace to, String address, int port) {
        return new Conversation(from, to, address, port);
    }

    /** Whether something that is said now comes back; waits long for it. */
    boolean isAnswered() {
        return isAnsweredWithin(PATIENCE_MILLIS);
    }

    /** Whether nothing of what is said now comes back. */
    boolean isSilent() {
        return !isAnsweredWithin(SILENCE_MILLIS);
    }

    private boolean isAnsweredWithin(long millis) {
        String word = "word" + said++;
        try {
            mouth.write(word + "\n");
            mouth.flush();
            String answer = heard.poll(millis, TimeUnit.MILLISECONDS);
            return word.equals(answer);
        } catch (IOException e) {
            return false; // the connection was refused
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        speaker.destroyForcibly();
        listener.destroyForcibly();
        try {
            listener.waitFor();
            speaker.waitFor();
        } catch (InterruptedException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
