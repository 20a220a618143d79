package io.quark.net.host;

import io.quark.net.model.Ip;
import io.quark.net.model.IpFamily;
import io.quark.net.model.Mac;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a machine may send as on one interface.
 *
 * @param ipv4 its own
 * @param ipv6 its own, with the link-local address that follows from its MAC: every IPv6 host has that, and finds its neighbours by it
 */
public record Sender(Mac mac, List<Ip> ipv4, List<Ip> ipv6) {

    public Sender {
        ipv4 = List.copyOf(ipv4);
        ipv6 = List.copyOf(ipv6);
    }

    /**
     * What an endpoint says of itself.
     *
     * @throws IllegalArgumentException if its description is no MAC with addresses
     */
    public static Sender of(Endpoint endpoint) {
        Mac mac = Mac.of(endpoint.mac());
        List<Ip> ips = endpoint.ips().stream().map(Ip::of).distinct().toList();
        Ip linkLocal = Ip.v6(0xfe80L << 48, mac.interfaceId());
        return new Sender(
                mac,
                of(IpFamily.IPV4, ips).toList(),
                Stream.concat(Stream.of(linkLocal), of(IpFamily.IPV6, ips))
                        .distinct()
                        .toList());
    }

    private static Stream<Ip> of(IpFamily family, List<Ip> ips) {
        return ips.stream().filter(ip -> ip.family() == family);
    }
}
