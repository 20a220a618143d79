package io.quark.common.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A machine as it was asked for, with references resolved to ids.
 *
 * @param ram MiB
 * @param cpu virtual CPUs
 * @param storage MiB
 * @param image id of the image, unless it boots from files named in the request
 * @param zone place it only there
 * @param compute place it only there
 * @param restart when its host starts it again by itself
 * @param flavor id of the flavor that gave its shape
 * @param hardware of that flavor, as it was then
 */
public record InstanceSpec(
        String name,
        long ram,
        int cpu,
        long storage,
        Optional<String> image,
        List<NicRequest> nics,
        Optional<String> userData,
        List<String> sshKeys,
        Map<String, String> labels,
        Optional<String> zone,
        Optional<String> compute,
        Optional<String> onHostFailure,
        RestartPolicy restart,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> flavor,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Hardware> hardware) {

    public InstanceSpec {
        nics = Copies.list(nics);
        sshKeys = Copies.list(sshKeys);
        labels = Copies.map(labels);
    }

    /** A machine with nothing special. */
    public static InstanceSpec plain(
            String name,
            long ram,
            int cpu,
            long storage,
            Optional<String> image,
            List<NicRequest> nics,
            Optional<String> userData,
            List<String> sshKeys,
            Map<String, String> labels,
            Optional<String> zone,
            Optional<String> compute,
            Optional<String> onHostFailure) {
        return new InstanceSpec(
                name,
                ram,
                cpu,
                storage,
                image,
                nics,
                userData,
                sshKeys,
                labels,
                zone,
                compute,
                onHostFailure,
                RestartPolicy.ON_FAILURE,
                Optional.empty(),
                Optional.empty());
    }

    /** The same under another name, with other labels. */
    public InstanceSpec described(String newName, Map<String, String> newLabels) {
        return with(newName, ram, cpu, storage, image, newLabels, flavor, hardware);
    }

    /** The same in another shape. */
    public InstanceSpec resized(
            long newRam, int newCpu, long newStorage, Optional<String> newFlavor, Optional<Hardware> newHardware) {
        return with(name, newRam, newCpu, newStorage, image, labels, newFlavor, newHardware);
    }

    /** The same from another image. */
    public InstanceSpec rebuilt(Optional<String> newImage) {
        return with(name, ram, cpu, storage, newImage, labels, flavor, hardware);
    }

    private InstanceSpec with(
            String newName,
            long newRam,
            int newCpu,
            long newStorage,
            Optional<String> newImage,
            Map<String, String> newLabels,
            Optional<String> newFlavor,
            Optional<Hardware> newHardware) {
        return new InstanceSpec(
                newName,
                newRam,
                newCpu,
                newStorage,
                newImage,
                nics,
                userData,
                sshKeys,
                newLabels,
                zone,
                compute,
                onHostFailure,
                restart,
                newFlavor,
                newHardware);
    }

    public Resources consumes() {
        return new Resources(ram, cpu, storage, 0);
    }

    /**
     * One network interface as asked for.
     *
     * @param network id; where a port is given, the port's
     * @param port id of a port that exists already and has no device; the interface takes it as it is
     * @param ips addresses asked for; empty: automatic
     * @param mac asked for; absent: automatic
     */
    public record NicRequest(
            String network,
            Optional<String> port,
            List<String> ips,
            Optional<String> mac,
            Optional<String> qosPolicy,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> securityGroups) {
        public NicRequest {
            ips = Copies.list(ips);
            securityGroups = Copies.list(securityGroups);
        }

        /** A new port on a network. */
        public static NicRequest on(String network, List<String> ips, Optional<String> mac) {
            return new NicRequest(network, Optional.empty(), ips, mac, Optional.empty(), List.of());
        }

        /** A port that is there. */
        public static NicRequest taking(String network, String port) {
            return new NicRequest(network, Optional.of(port), List.of(), Optional.empty(), Optional.empty(), List.of());
        }
    }
}
