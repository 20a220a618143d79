package io.quark.api.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;

/**
 * Makes a port on this machine's loopback one of another network namespace, and nowhere else: nothing but the namespace's own
 * hosts can reach it. Connections end with it.
 */
final class Relay implements AutoCloseable {

    private final ServerSocket door;
    private final IntSupplier target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private Relay(ServerSocket door, IntSupplier target) {
        this.door = door;
        this.target = target;
    }

    /**
     * Begins to listen.
     *
     * @param target the port on loopback, asked for each connection
     */
    static Relay open(Namespace namespace, InetSocketAddress address, IntSupplier target) throws Exception {
        ServerSocket door = namespace.within(() -> {
            ServerSocket socket = new ServerSocket();
            socket.bind(address);
            return socket;
        });
        Relay relay = new Relay(door, target);
        inBackground("relay", relay::accept);
        return relay;
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket from = door.accept();
                open.add(from);
                connect(from);
            } catch (IOException e) {
                // closed; or one connection less, which whoever made it sees
            }
        }
    }

    private void connect(Socket from) throws IOException {
        Socket to = new Socket();
        open.add(to);
        try {
            to.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target.getAsInt()), 5_000);
        } catch (IOException | RuntimeException e) {
            end(from, to);
            throw new IOException(e);
        }
        inBackground("relay-in", () -> pump(from, to));
        inBackground("relay-out", () -> pump(to, from));
    }

    private void pump(Socket from, Socket to) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException e) {
            // one side is gone, so the other goes, too
        } finally {
            end(from, to);
        }
    }

    private void end(Socket one, Socket other) {
        for (Socket socket : new Socket[] {one, other}) {
            open.remove(socket);
            try {
                socket.close();
            } catch (IOException e) {
                // it is gone already
            }
        }
    }

    private static void inBackground(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        door.close();
        open.forEach(socket -> end(socket, socket));
    }
}
