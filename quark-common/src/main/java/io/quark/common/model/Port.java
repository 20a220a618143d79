package io.quark.common.model;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A device's place on a network; a child of its network in the tree.
 *
 * @param mac lower case, colons
 * @param macRange id of the range that its MAC was taken from; absent: the MAC was asked for, outside every range
 * @param device what uses it; absent: nothing does now
 * @param qosPolicy its own; without one it is under its network's
 * @param securityGroups ids; empty: everything may reach it
 * @param sticky whether it outlives its device: it was asked for by itself, and is deleted by itself
 * @param batch the work unit that makes it together with others: while {@code pending/<work-unit>} stands below its network,
 *     the port is not there yet for anybody else
 * @param leaving the work unit that is about to remove it: nothing else may take hold of it
 * @param op the work unit that wrote it
 */
public record Port(
        String id,
        String network,
        String name,
        String project,
        String mac,
        Optional<String> macRange,
        List<PortAddress> addresses,
        Optional<Device> device,
        Optional<String> qosPolicy,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> securityGroups,
        List<String> tags,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean sticky,
        Optional<String> batch,
        Optional<String> leaving,
        Instant createdAt,
        String op) {

    public Port {
        addresses = Copies.list(addresses);
        securityGroups = Copies.list(securityGroups);
        tags = Copies.list(tags);
    }

    /**
     * An address of the port.
     *
     * @param shared whether other ports may have it, too; a guest does not configure it by itself
     * @param leaving whether its host is being told to drop it: it is the port's until the host has
     */
    public record PortAddress(
            String ip,
            String subnet,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean shared,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean leaving) {

        public static PortAddress of(String ip, String subnet) {
            return new PortAddress(ip, subnet, false, false);
        }
    }

    /**
     * What uses the port.
     *
     * @param type {@value #INSTANCE}, or whatever else uses a port
     */
    public record Device(String type, String id) {
        public static final String INSTANCE = "instance";

        public static Device instance(String id) {
            return new Device(INSTANCE, id);
        }

        @JsonIgnore
        public boolean isInstance() {
            return type.equals(INSTANCE);
        }
    }

    /** The instance that uses it. */
    @JsonIgnore
    public Optional<String> instance() {
        return device.filter(Device::isInstance).map(Device::id);
    }

    /** The same port with these addresses. */
    public Port withAddresses(List<PortAddress> newAddresses, String newOp) {
        return with(name, newAddresses, device, qosPolicy, securityGroups, tags, leaving, newOp);
    }

    /** The same port used by this, or by nothing. */
    public Port withDevice(Optional<Device> newDevice, String newOp) {
        return with(name, addresses, newDevice, qosPolicy, securityGroups, tags, leaving, newOp);
    }

    /** The same port, about to be removed by that work unit, or not. */
    public Port withLeaving(Optional<String> workUnit, String newOp) {
        return with(name, addresses, device, qosPolicy, securityGroups, tags, workUnit, newOp);
    }

    /** The same port under another name, with other tags. */
    public Port renamed(String newName, List<String> newTags, String newOp) {
        return with(newName, addresses, device, qosPolicy, securityGroups, newTags, leaving, newOp);
    }

    /** The same port under another policy and in other security groups. */
    public Port governed(Optional<String> newQosPolicy, List<String> newSecurityGroups, String newOp) {
        return with(name, addresses, device, newQosPolicy, newSecurityGroups, tags, leaving, newOp);
    }

    /** All that can change of a port. */
    private Port with(
            String newName,
            List<PortAddress> newAddresses,
            Optional<Device> newDevice,
            Optional<String> newQosPolicy,
            List<String> newSecurityGroups,
            List<String> newTags,
            Optional<String> newLeaving,
            String newOp) {
        return new Port(
                id,
                network,
                newName,
                project,
                mac,
                macRange,
                newAddresses,
                newDevice,
                newQosPolicy,
                newSecurityGroups,
                newTags,
                sticky,
                batch,
                newLeaving,
                createdAt,
                newOp);
    }
}
