package io.quark.net.host;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * For flat networks on a physical network: the host's interface becomes the bridge's port, as long as the network is here. It is neither
 * made nor deleted, and one that the host itself needs is not taken.
 */
final class InterfaceUplink implements Uplink {

    private final IpCommand ip;
    private final Physicals physicals;

    InterfaceUplink(IpCommand ip, Physicals physicals) {
        this.ip = ip;
        this.physicals = physicals;
    }

    @Override
    public Optional<Link> make(HostNetwork network, String bridge) {
        Link link = physicals.require(network);
        if (link.master().filter(master -> !master.equals(bridge)).isPresent()) {
            throw unusable(
                    network,
                    link.name() + " is a port of " + link.master().get(),
                    "take it out of " + link.master().get() + ", or name that bridge instead of it in ");
        }
        if (link.master().isEmpty()) {
            Set<String> addresses = ip.addresses(link.name()).stream()
                    .filter(address -> !address.startsWith("fe80:"))
                    .collect(Collectors.toSet());
            if (!addresses.isEmpty()) {
                throw unusable(
                        network,
                        "the host itself uses " + link.name() + " (" + String.join(", ", addresses)
                                + "), and would lose it",
                        "make a bridge that has the addresses and " + link.name() + " in it, and name it in ");
            }
        }
        return Optional.of(link);
    }

    private static DriverException unusable(HostNetwork network, String why, String todo) {
        String name = network.segment().physical().orElse("");
        return HostProblems.physical(network.name(), name, why, todo + "net.physical." + name);
    }

    @Override
    public Optional<String> device(HostNetwork network) {
        return physicals.device(network);
    }

    /** It is let go of with the bridge. */
    @Override
    public void remove(HostNetwork network) {}
}
