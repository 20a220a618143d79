package io.quark.api.local;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of the loopback that nobody listens on. */
final class FreePorts {

    /** The setting of an api with the port that it answers on. */
    static final String OF_API = "http.port";

    private static final int FIRST_OF_APIS = 8080;

    /** Below those that Linux gives to outgoing connections: one of these could be quicker than the server that is to have it. */
    private static final int LOWEST = 20_000;

    private static final int HIGHEST = 32_000;
    private static final int MOST_TRIES = 100;

    private FreePorts() {}

    /**
     * A port for an api: the wanted one, if it is free, else any.
     *
     * @param settings of apis: their {@code http.port} is the first one's; 0: any
     * @param index of the api, from 0
     */
    static int ofApi(Map<String, String> settings, int index) throws IOException {
        String wanted = settings.getOrDefault(OF_API, Integer.toString(FIRST_OF_APIS));
        try {
            int first = Integer.parseInt(wanted);
            return first > 0 && isFree(first + index) ? first + index : any();
        } catch (IllegalArgumentException e) {
            throw new LocalClusterException("api." + OF_API + " is no port: " + wanted, e);
        }
    }

    static int any() throws IOException {
        for (int tried = 0; tried < MOST_TRIES; tried++) {
            int candidate = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (isFree(candidate)) {
                return candidate;
            }
        }
        throw new BindException("no port from " + LOWEST + " to " + HIGHEST + " seems to be free");
    }

    private static boolean isFree(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (BindException e) {
            return false;
        }
    }
}
