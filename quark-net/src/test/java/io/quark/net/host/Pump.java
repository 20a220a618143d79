package io.quark.net.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends over TCP as fast as it can: a program of its own, so that it can run in a network namespace. {@code receive <port> <device>} takes one
 * connection, and prints about every 10 ms the time by {@link System#nanoTime} (the same for all processes) and the bytes that the device
 * has received so far: on the wire, because TCP hands over in clumps what came behind a loss. What it could not look at in a moment, because
 * the machine was busy, it does not tell. {@code send <address> <port>} sends until it is killed.
 */
final class Pump {

    private static final long EVERY_NANOS = 10_000_000;
    private static final int CHUNK = 64 * 1024;

    private Pump() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments[0].equals("receive")) {
            receive(Integer.parseInt(arguments[1]), Path.of("/sys/class/net", arguments[2], "statistics", "rx_bytes"));
        } else {
            send(new InetSocketAddress(InetAddress.getByName(arguments[1]), Integer.parseInt(arguments[2])));
        }
    }

    private static void receive(int port, Path counter) throws IOException {
        try (ServerSocket server = new ServerSocket(port)) {
            say("ready");
            try (Socket socket = server.accept();
                    InputStream in = socket.getInputStream()) {
                Thread sampling = new Thread(() -> sample(counter), "sampling");
                sampling.setDaemon(true);
                sampling.start();
                byte[] chunk = new byte[CHUNK];
                while (in.read(chunk) >= 0) {
                    // only the counter matters
                }
            }
        }
    }

    private static void sample(Path counter) {
        try {
            while (true) {
                long before = System.nanoTime();
                String bytes = Files.readString(counter).strip();
                long after = System.nanoTime();
                if (after - before < EVERY_NANOS) {
                    say(after + " " + bytes);
                }
                LockSupport.parkNanos(EVERY_NANOS);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void say(String line) {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.US_ASCII);
        System.out.write(bytes, 0, bytes.length);
        System.out.flush();
    }

    private static void send(InetSocketAddress to) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(to, 5000);
            OutputStream out = socket.getOutputStream();
            byte[] chunk = new byte[CHUNK];
            while (true) {
                out.write(chunk);
            }
        }
    }
}
