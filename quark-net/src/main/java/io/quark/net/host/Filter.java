package io.quark.net.host;

import io.quark.common.model.Direction;
import java.util.List;
import java.util.Optional;

/**
 * What an endpoint in security groups lets through, with every group resolved to addresses; and the answers to it. ARP, and what IPv6 needs
 * to find its neighbours, always goes through.
 */
public record Filter(List<Rule> rules) {

    public Filter {
        rules = List.copyOf(rules);
    }

    /**
     * Lets something through.
     *
     * @param protocol {@code any}, {@code tcp}, {@code udp} or {@code icmp} (with IPv6: ICMPv6)
     * @param ports for tcp and udp; absent: every port
     * @param remotes CIDRs of whom it is about; absent: everybody; empty: nobody
     */
    public record Rule(
            Direction direction, String protocol, Optional<PortRange> ports, Optional<List<String>> remotes) {
        public Rule {
            remotes = remotes.map(List::copyOf);
        }
    }

    /** Both ends belong to it. */
    public record PortRange(int first, int last) {}
}
