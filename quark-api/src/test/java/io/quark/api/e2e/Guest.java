package io.quark.api.e2e;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.awaitility.Awaitility;

/**
 * A real guest that does what it is told: its user-data listens for commands, which reach it through an interface of its own for that, on
 * a flat network of its host.
 *
 * @param id of the instance
 * @param port of the interface that is looked at
 * @param mac of that
 * @param ip of that
 * @param console address of the other interface
 */
record Guest(NamespacedHost host, String id, String port, String mac, String ip, String console) {

    /** What an instance is given as user-data. */
    static final String USER_DATA = "#!/bin/sh\nexec nc -ll -p 7777 -e /bin/sh\n";

    /** The name that the guest knows its interface by: the first is for commands. */
    static final String NIC = "eth1";

    private static final int PORT = 7777;
    private static final int TIMEOUT_MILLIS = 45_000;

    /** The same on another host. */
    Guest on(NamespacedHost other) {
        return new Guest(other, id, port, mac, ip, console);
    }

    void awaitReady() {
        Awaitility.await("guest " + id + " listens")
                .atMost(Duration.ofMinutes(2))
                .ignoreExceptions()
                .until(() -> says("echo here").equals("here"));
    }

    /** Waits until its kernel has found a disk. */
    void awaitDisk(String device) {
        Awaitility.await("guest " + id + " sees " + device)
                .atMost(Duration.ofMinutes(2))
                .ignoreExceptions()
                .until(() -> says("[ -b " + device + " ] && echo yes").equals("yes"));
    }

    /** Writes to the beginning of a disk, for certain. */
    void writes(String device, String text) throws Exception {
        awaitDisk(device);
        says("printf '" + text + "' | dd of=" + device + " conv=notrunc; sync");
    }

    /** Reads from the beginning of a disk: not what it has read before, but what is there. */
    String reads(String device, int bytes) throws Exception {
        awaitDisk(device);
        return says("echo 3 >/proc/sys/vm/drop_caches; head -c " + bytes + " " + device);
    }

    /** Runs commands of its shell and answers what they print, without the last line's end. */
    String says(String commands) throws Exception {
        return host.namespace()
                .within(() -> {
                    try (Socket socket = new Socket()) {
                        socket.connect(new InetSocketAddress(console, PORT), TIMEOUT_MILLIS);
                        socket.setSoTimeout(TIMEOUT_MILLIS);
                        socket.getOutputStream()
                                .write(("{ " + commands + "\n} </dev/null 2>&1; exit\n")
                                        .getBytes(StandardCharsets.UTF_8));
                        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                    }
                })
                .strip();
    }

    /** Has its shell go on with commands by itself; what they print is lost. */
    void inBackground(String commands) throws Exception {
        says("sh -c '" + commands + "' </dev/null >/dev/null 2>&1 &");
    }

    /** Waits until that address answers. */
    void awaitReaching(String address) {
        Awaitility.await(ip + " reaches " + address)
                .atMost(Duration.ofMinutes(2))
                .ignoreExceptions()
                .until(() -> reaches(address));
    }

    /** Whether that address answers one of some pings. */
    boolean reaches(String address) throws Exception {
        return reaches(address, "");
    }

    /**
     * The same, with something more said to ping; the first answer is enough.
     *
     * @param options of busybox's ping, or nothing
     */
    boolean reaches(String address, String options) throws Exception {
        String ping = "ping -c 1 -W 1 -I " + NIC + " " + options + " " + address + " >/dev/null";
        return says("for i in 1 2 3; do " + ping + " && echo yes && break; done")
                .equals("yes");
    }
}
