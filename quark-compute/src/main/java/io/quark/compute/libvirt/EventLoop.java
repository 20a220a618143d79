package io.quark.compute.libvirt;

import java.util.ArrayDeque;
import java.util.Queue;
import org.libvirt.Connect;
import org.libvirt.Library;
import org.libvirt.LibvirtException;
import org.libvirt.jna.Libvirt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread on which libvirt tells events and watches its connections. One for the whole process and for as long as it
 * lives, because libvirt itself knows only one: hence the static state.
 */
final class EventLoop {

    private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);

    /** Every error comes as an exception as well; libvirt would print each a second time. Native code holds on to it. */
    private static final Libvirt.VirErrorCallback SILENCE = (userData, error) -> {};

    /** An event may be on its way when its listener is taken away: so long as this many others have not followed, it is kept. */
    private static final int MOST_KEPT = 256;

    private static final Queue<Object> KEPT = new ArrayDeque<>();

    private static boolean running;

    private EventLoop() {}

    /** To be called before the first connection is opened: libvirt looks for it only then. */
    static synchronized void ensureRunning() throws LibvirtException {
        if (running) {
            return;
        }
        Connect.setErrorCallback(SILENCE);
        Library.initEventLoop();
        Thread thread = new Thread(EventLoop::run, "libvirt-events");
        thread.setDaemon(true);
        thread.start();
        running = true;
    }

    /** Keeps what native code may still call from being collected. */
    static synchronized void keep(Object callbacks) {
        KEPT.add(callbacks);
        if (KEPT.size() > MOST_KEPT) {
            KEPT.remove();
        }
    }

    private static void run() {
        while (true) {
            try {
                Library.runEventLoop();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (LibvirtException e) {
                LOG.error("libvirt's event loop failed; going on", e);
            }
        }
    }
}
