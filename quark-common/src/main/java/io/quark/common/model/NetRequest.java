package io.quark.common.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;

/**
 * What is asked for of the network by itself, beside making and removing whole networks. In an update what is absent stays as it is.
 *
 * <p>{@code ifVersion} is the data version that the record must still have (If-Match), where the user said so.
 */
public sealed interface NetRequest extends WorkRequest {

    /** In an update: takes away what the field says ({@code gateway}, {@code ip_policy}, {@code qos_policy}). */
    String NONE = "none";

    /** Of the network that is the target. */
    record UpdateNetwork(
            Optional<String> name,
            Optional<Network.Family> family,
            Optional<Boolean> shared,
            Optional<Integer> mtu,
            Optional<String> qosPolicy,
            Optional<List<String>> tags,
            Optional<Integer> ifVersion)
            implements NetRequest {}

    /** Complete but for {@code op}; its id is the target's. */
    record CreateSubnet(Subnet subnet) implements NetRequest {}

    /** Of the subnet that is the target. A list given replaces the whole list. */
    record UpdateSubnet(
            String network,
            Optional<String> name,
            Optional<String> gateway,
            Optional<List<Subnet.Pool>> pools,
            Optional<List<Subnet.Route>> routes,
            Optional<List<String>> dns,
            Optional<String> domain,
            Optional<String> ipPolicy,
            Optional<Integer> reuseAfterS,
            Optional<List<String>> tags,
            Optional<Integer> ifVersion)
            implements NetRequest {}

    /** The subnet that is the target. */
    record DeleteSubnet(String network) implements NetRequest {}

    /** To the subnet, of the network that is the target, which holds the next hop. */
    record AddRoute(Subnet.Route route) implements NetRequest {}

    record RemoveRoute(Subnet.Route route) implements NetRequest {}

    /**
     * One port or many, on one network or several, all or none. The id of each follows from the work unit and its place in the
     * list: {@code Ids.derived(workUnit, "port", index)}.
     *
     * @param ports the first of them; all, where {@code parts} is 0
     * @param parts how many {@link Part}s follow below {@code requests/<work-unit>}
     */
    record CreatePorts(
            List<PortSpec> ports,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) int parts) implements NetRequest {
        public CreatePorts {
            ports = Copies.list(ports);
        }
    }

    /** The port that is the target. */
    record UpdatePort(
            String network,
            Optional<String> name,
            Optional<List<String>> tags,
            Optional<Port.Device> device,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean free,
            Optional<String> qosPolicy,
            Optional<List<String>> securityGroups,
            Optional<Integer> ifVersion)
            implements NetRequest {}

    /** Ports that no instance uses, all or none; see {@link CreatePorts} for the parts. */
    record DeletePorts(
            List<PortRef> ports,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) int parts) implements NetRequest {
        public DeletePorts {
            ports = Copies.list(ports);
        }
    }

    /** Gives another address to the port that is the target. */
    record AddAddress(String network, AddressSpec address) implements NetRequest {}

    record RemoveAddress(String network, String ip) implements NetRequest {}

    /**
     * An address by itself: shared by ports, or held by what has none, or only recorded.
     *
     * @param ports several share it; none: it is held by the device, or reserved
     */
    record CreateAddress(
            String network,
            AddressSpec address,
            List<String> ports,
            Optional<Port.Device> device,
            Optional<String> note)
            implements NetRequest {
        public CreateAddress {
            ports = Copies.list(ports);
        }
    }

    /**
     * Changes who has an address that was asked for by itself.
     *
     * @param ports all that are to have it from now on
     */
    record UpdateAddress(
            String network,
            String ip,
            Optional<List<String>> ports,
            Optional<Port.Device> device,
            Optional<String> note)
            implements NetRequest {}

    /** Gives back an address that no port has; one that is cooling may be handed out at once then. */
    record DeleteAddress(String network, String ip) implements NetRequest {}

    /** A MAC for a device that has no port. */
    record CreateMac(Optional<String> mac, Optional<Port.Device> device, Optional<String> note) implements NetRequest {}

    record DeleteMac(String mac) implements NetRequest {}

    record CreateMacRange(MacRange range) implements NetRequest {}

    record UpdateMacRange(Optional<String> name, Optional<Integer> reuseAfterS, Optional<MacRange.State> state)
            implements NetRequest {}

    record DeleteMacRange() implements NetRequest {}

    record CreateSegmentPool(SegmentPool pool) implements NetRequest {}

    record UpdateSegmentPool(
            Optional<String> name, Optional<Integer> first, Optional<Integer> last, Optional<Integer> reuseAfterS)
            implements NetRequest {}

    record DeleteSegmentPool() implements NetRequest {}

    record CreateIpPolicy(IpPolicy policy) implements NetRequest {}

    record UpdateIpPolicy(
            Optional<String> name,
            Optional<List<String>> exclude,
            Optional<Boolean> shared,
            Optional<Integer> ifVersion)
            implements NetRequest {}

    record DeleteIpPolicy() implements NetRequest {}

    /**
     * Makes a policy; or, without one, sees to it that the policy that is the target is in force where it was bound.
     *
     * @param policy complete but for {@code op}; absent: the target is there already
     * @param hosts the computes concerned; empty: all that carry it
     */
    record CreateQosPolicy(Optional<QosPolicy> policy, List<String> hosts) implements NetRequest {
        public CreateQosPolicy {
            hosts = Copies.list(hosts);
        }
    }

    /** Of the QoS policy that is the target. Rules given replace all; with them it ends when the hosts have followed. */
    record UpdateQosPolicy(
            Optional<String> name,
            Optional<String> description,
            Optional<Boolean> shared,
            Optional<List<QosRule>> rules,
            Optional<Integer> ifVersion)
            implements NetRequest {}

    /** The QoS policy that is the target: it must be bound to nothing, and is forgotten when no host carries it any more. */
    record DeleteQosPolicy() implements NetRequest {}

    /**
     * Changes one rule of the QoS policy that is the target, and ends when the hosts have followed; with neither {@code put} nor
     * {@code remove} only the latter.
     *
     * @param put a rule that is new, or replaces the one of its id
     * @param remove id of a rule
     * @param hosts the computes concerned; empty: all that carry it
     */
    record SyncQosPolicyRules(
            Optional<QosRule> put, Optional<String> remove, List<String> hosts, Optional<Integer> ifVersion)
            implements NetRequest {
        public SyncQosPolicyRules {
            hosts = Copies.list(hosts);
        }
    }

    /** Complete but for {@code op}; its id is the target's. */
    record CreateSecurityGroup(SecurityGroup group) implements NetRequest {}

    /** Of the security group that is the target. Rules given replace all. */
    record UpdateSecurityGroup(
            Optional<String> name,
            Optional<String> description,
            Optional<List<SecurityGroup.Rule>> rules,
            Optional<Integer> ifVersion)
            implements NetRequest {}

    /** The security group that is the target: it must have no members, and no other group's rule may name it. */
    record DeleteSecurityGroup() implements NetRequest {}

    /** What the project may have from now on; what it has more already stays. */
    record SetQuota(Quota quota) implements NetRequest {}

    /**
     * A port as asked for.
     *
     * @param network id
     * @param name absent: its id
     * @param mac absent: automatic
     * @param ips empty: as the network's family says
     */
    record PortSpec(
            String network,
            Optional<String> name,
            Optional<Port.Device> device,
            Optional<String> mac,
            List<AddressSpec> ips,
            List<String> tags,
            Optional<String> qosPolicy,
            List<String> securityGroups) {
        public PortSpec {
            ips = Copies.list(ips);
            tags = Copies.list(tags);
            securityGroups = Copies.list(securityGroups);
        }
    }

    /**
     * An address as asked for: that one, or the next one of a subnet, or, if nothing is given, of the network.
     *
     * @param subnet id
     */
    record AddressSpec(Optional<String> ip, Optional<String> subnet) {}

    /** A port with its network, by which it is found in the tree. */
    record PortRef(String network, String port) {}

    /** A further part of a request that is too large for one record: {@code requests/<work-unit>/<n>}, n from 1. */
    record Part(List<PortSpec> create, List<PortRef> delete) {
        public Part {
            create = Copies.list(create);
            delete = Copies.list(delete);
        }
    }
}
