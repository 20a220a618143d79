package io.quark.api.flavor;

import io.quark.api.bind.Field;
import io.quark.common.model.Hardware;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a flavor gives machines of their host beyond memory, processors and disk. */
public record HardwareBody(
        @Field(
                maxItems = 512,
                maxLength = 255,
                pattern = HardwareBody.CPUS,
                form = HardwareBody.CPUS_FORM,
                says = "For each virtual CPU the host's CPUs that it may run on; none: any.",
                example = "[\"2\", \"4-7\"]")
        List<String> cpuPins,

        @Field(maxItems = 64, says = "The guest's NUMA nodes; none: one.")
        List<NumaNodeBody> numa,

        @Field(min = 4, max = 16 * 1024 * 1024, says = "Size of the huge pages that hold its memory, KiB.")
        Optional<Long> hugePageKib,

        @Field(
                maxItems = 32,
                pattern = "[0-9a-fA-F]{4}:[0-9a-fA-F]{2}:[01][0-9a-fA-F]\\.[0-7]",
                form = "must be the address of a PCI device, e.g. 0000:03:00.0",
                says = "Devices of the host that it gets whole.")
        List<String> pci,

        @Field(maxItems = 32, maxLength = 8192, says = "Elements of libvirt's domain XML, put below domain.")
        List<String> domainXml,

        @Field(maxItems = 32, maxLength = 8192, says = "Elements of libvirt's domain XML, put below devices.")
        List<String> devicesXml,

        @Field(maxLength = 63, says = "Only hosts with all of these labels may carry it.")
        Map<String, String> hostLabels) {

    static final String CPUS = "[0-9]{1,4}(-[0-9]{1,4})?(,[0-9]{1,4}(-[0-9]{1,4})?)*";
    static final String CPUS_FORM = "must be numbers and ranges of CPUs, e.g. 0-3,8";

    /** One NUMA node of the guest. */
    public record NumaNodeBody(
            @Field(
                    required = true,
                    pattern = HardwareBody.CPUS,
                    form = HardwareBody.CPUS_FORM,
                    says = "Its virtual CPUs.",
                    example = "\"0-3\"")
            Optional<String> cpus,

            @Field(required = true, min = 1, max = 16 * 1024 * 1024, says = "MiB.")
            Optional<Long> ram,

            @Field(min = 0, max = 1023, says = "The host's node that holds its memory, where it matters.")
            Optional<Integer> hostNode) {}

    Hardware hardware() {
        return new Hardware(
                cpuPins,
                numa.stream()
                        .map(node -> new Hardware.NumaNode(
                                node.cpus().orElse(""), node.ram().orElse(0L), node.hostNode()))
                        .toList(),
                hugePageKib,
                pci,
                domainXml,
                devicesXml,
                hostLabels);
    }
}
