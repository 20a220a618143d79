package io.quark.net.host;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes and removes devices that bear this daemon's mark, and touches no others. A device can only be marked after it was made: one of our
 * name that bears no mark yet and looks as we leave it is completed. Stateless.
 */
final class MarkedDevices {

    private static final Logger LOG = LoggerFactory.getLogger(MarkedDevices.class);

    private final IpCommand ip;
    private final DeviceMark mark;

    MarkedDevices(IpCommand ip, DeviceMark mark) {
        this.ip = ip;
        this.mark = mark;
    }

    /**
     * A device to be made.
     *
     * @param kind in iproute2's words
     * @param words what {@code ip link add} is told
     * @param halfMade whether an unmarked device is one that we were interrupted in making
     */
    record Wanted(String name, String kind, List<String> words, Predicate<Link> halfMade) {
        Wanted {
            words = List.copyOf(words);
        }
    }

    /**
     * Makes sure that the device is there, marked and with the network's MTU; it is not brought up.
     *
     * @throws DriverException also if somebody else has a device of that name
     */
    Link make(Wanted wanted, HostNetwork network) {
        Optional<Link> there = ip.link(wanted.name());
        if (there.isEmpty()) {
            add(wanted, network);
            there = ip.link(wanted.name());
        }
        Link link = there.orElseThrow(() -> HostProblems.failed(wanted.name() + " vanished while it was made"));
        if (!isOurs(link, wanted.kind(), network) && !isHalfMade(link, wanted)) {
            throw HostProblems.foreignDevice(wanted.name(), link.describe(), network.id());
        }
        if (link.alias().isEmpty()) {
            ip.run("link", "set", "dev", wanted.name(), "alias", mark.alias(network.id()));
        }
        if (link.mtu() != network.mtu()) {
            ip.run("link", "set", "dev", wanted.name(), "mtu", Integer.toString(network.mtu()));
        }
        return link;
    }

    private void add(Wanted wanted, HostNetwork network) {
        ProcessRunner.Outcome outcome = ip.attempt(wanted.words().toArray(String[]::new));
        if (outcome.err().contains("Unknown device type")) {
            throw HostProblems.kindUnsupported(
                    wanted.kind(), network.name(), outcome.err().strip());
        }
        if (outcome.err().contains("already exists")) { // not its name: its id
            throw HostProblems.segmentInUse(wanted.kind(), network.name(), idOf(network));
        }
        if (!outcome.err().contains("File exists")) {
            IpCommand.succeeded(outcome, String.join(" ", wanted.words()));
        }
    }

    private static String idOf(HostNetwork network) {
        return network.segment().id().map(Object::toString).orElse("");
    }

    /** Whether we made this device for that network. */
    boolean isOurs(Link link, String kind, HostNetwork network) {
        return link.kind().equals(kind) && link.alias().equals(mark.alias(network.id()));
    }

    private static boolean isHalfMade(Link link, Wanted wanted) {
        return link.kind().equals(wanted.kind())
                && link.alias().isEmpty()
                && wanted.halfMade().test(link);
    }

    /** Removes a device that we made for that network; one that is gone, or somebody else's, is no failure. */
    void remove(Wanted wanted, HostNetwork network) {
        Optional<Link> there = ip.link(wanted.name());
        if (there.isEmpty()) {
            return;
        }
        if (isOurs(there.get(), wanted.kind(), network) || isHalfMade(there.get(), wanted)) {
            ip.run("link", "delete", "dev", wanted.name());
        } else {
            LOG.warn("{} ({}) is not ours and stays", wanted.name(), there.get().describe());
        }
    }
}
