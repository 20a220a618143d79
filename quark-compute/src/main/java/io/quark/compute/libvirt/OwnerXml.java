package io.quark.compute.libvirt;

import io.quark.compute.hypervisor.Owner;
import java.util.Optional;
import org.w3c.dom.Element;

/** {@link Owner} as the metadata of a libvirt domain. */
final class OwnerXml {

    /** Changes only with an incompatible form. */
    static final String NAMESPACE = "urn:quark:machine:1";

    private static final String PREFIX = "quark:";

    private OwnerXml() {}

    /** Adds it to a domain's {@code metadata} element. */
    static void add(Xml metadata, Owner owner) {
        metadata.child(NAMESPACE, PREFIX + "machine")
                .text(NAMESPACE, PREFIX + "instance", owner.instance())
                .text(NAMESPACE, PREFIX + "task", owner.task())
                .text(NAMESPACE, PREFIX + "work_unit", owner.workUnit())
                .text(NAMESPACE, PREFIX + "name", owner.name())
                .text(NAMESPACE, PREFIX + "compute", owner.compute())
                .text(NAMESPACE, PREFIX + "tree", owner.tree());
    }

    /**
     * Reads it.
     *
     * @param xml the metadata element of our namespace; libvirt may have changed prefix and spacing
     * @return empty where it is not complete: then the domain is not ours to touch
     */
    static Optional<Owner> read(String xml) {
        Element machine = Xml.parse(xml);
        Owner owner = new Owner(
                text(machine, "instance"),
                text(machine, "task"),
                text(machine, "work_unit"),
                text(machine, "name"),
                text(machine, "compute"),
                text(machine, "tree"));
        boolean complete = !owner.instance().isEmpty()
                && !owner.task().isEmpty()
                && !owner.compute().isEmpty()
                && !owner.tree().isEmpty();
        return complete ? Optional.of(owner) : Optional.empty();
    }

    private static String text(Element machine, String name) {
        var found = machine.getElementsByTagNameNS("*", name);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent().strip();
    }
}
