package io.quark.api.flavor;

import io.quark.api.bind.Field;
import io.quark.common.model.Flavor;
import io.quark.common.model.Hardware;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A flavor as clients see it. */
public record FlavorAnswer(
        @Field(required = true, says = "Its id.") String id,

        @Field(required = true, says = "Its name, unique among all flavors.")
        String name,

        @Field(says = "For people.") Optional<String> description,
        @Field(required = true, says = "MiB.") long ram,
        @Field(required = true, says = "Virtual CPUs.") int cpu,

        @Field(required = true, says = "Size of the root disk, MiB; 0: as large as the image's.")
        long storage,

        @Field(required = true, says = "What machines get of their host beyond that.")
        HardwareAnswer hardware,

        @Field(required = true, says = "When it was made.") Instant createdAt) {

    /** What machines get of their host. */
    public record HardwareAnswer(
            @Field(required = true, says = "For each virtual CPU the host's CPUs that it may run on; none: any.")
            List<String> cpuPins,

            @Field(required = true, says = "The guest's NUMA nodes; none: one.")
            List<NumaNodeAnswer> numa,

            @Field(says = "Size of the huge pages that hold its memory, KiB.")
            Optional<Long> hugePageKib,

            @Field(required = true, says = "Devices of the host that it gets whole.")
            List<String> pci,

            @Field(required = true, says = "Elements of libvirt's domain XML, put below domain.")
            List<String> domainXml,

            @Field(required = true, says = "Elements of libvirt's domain XML, put below devices.")
            List<String> devicesXml,

            @Field(required = true, says = "Only hosts with all of these labels may carry it.")
            Map<String, String> hostLabels) {}

    /** One NUMA node of the guest. */
    public record NumaNodeAnswer(
            @Field(required = true, says = "Its virtual CPUs.")
            String cpus,

            @Field(required = true, says = "MiB.") long ram,

            @Field(says = "The host's node that holds its memory.")
            Optional<Integer> hostNode) {}

    static FlavorAnswer of(Flavor flavor) {
        return new FlavorAnswer(
                flavor.id(),
                flavor.name(),
                flavor.description(),
                flavor.ram(),
                flavor.cpu(),
                flavor.storage(),
                of(flavor.hardware()),
                flavor.createdAt());
    }

    private static HardwareAnswer of(Hardware hardware) {
        return new HardwareAnswer(
                hardware.cpuPins(),
                hardware.numa().stream()
                        .map(node -> new NumaNodeAnswer(node.cpus(), node.ram(), node.hostNode()))
                        .toList(),
                hardware.hugePageKib(),
                hardware.pci(),
                hardware.domainXml(),
                hardware.devicesXml(),
                hardware.hostLabels());
    }
}
