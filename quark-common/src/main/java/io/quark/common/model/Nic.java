package io.quark.common.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;

/**
 * One network interface of a machine, with all that a host needs to realise it.
 *
 * @param port id of its port
 * @param network the network as the driver sees it
 * @param mac lower case, colons
 * @param qosPolicy the port's own; without one the port is under its network's, which the host reads in the network's record
 * @param securityGroups ids
 */
public record Nic(
        String port,
        NicNetwork network,
        String mac,
        List<NicAddress> addresses,
        Optional<String> qosPolicy,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> securityGroups) {

    public Nic {
        addresses = Copies.list(addresses);
        securityGroups = Copies.list(securityGroups);
    }

    /**
     * The network as a host's driver sees it.
     *
     * @param driver name of the host driver that realises it
     * @param mtu bytes
     */
    public record NicNetwork(String id, String name, String driver, Segment segment, int mtu) {}

    /**
     * One address with what a guest needs to use it.
     *
     * @param ip textual form of RFC 5952 for IPv6
     * @param prefix length of the subnet's prefix
     * @param gateway of the subnet, where it has one
     * @param shared whether other ports have it, too: the guest may send from it, but does not configure it by itself
     * @param domain of the subnet, in which guests search names
     */
    public record NicAddress(
            String ip,
            int prefix,
            String subnet,
            Optional<String> gateway,
            List<Subnet.Route> routes,
            List<String> dns,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean shared,
            Optional<String> domain) {

        public NicAddress {
            routes = Copies.list(routes);
            dns = Copies.list(dns);
        }

        /** In a subnet without a domain. */
        public NicAddress(
                String ip,
                int prefix,
                String subnet,
                Optional<String> gateway,
                List<Subnet.Route> routes,
                List<String> dns,
                boolean shared) {
            this(ip, prefix, subnet, gateway, routes, dns, shared, Optional.empty());
        }
    }
}
