package io.quark.compute.libvirt;

import java.util.ArrayList;
import java.util.List;
import org.w3c.dom.Element;

/** What of a domain saved memory depends on, as lines to compare. Pure. */
final class MemoryShape {

    private MemoryShape() {}

    static List<String> of(String domainXml) {
        Element root = Xml.parse(domainXml);
        List<String> shape = new ArrayList<>();
        shape.add("memory " + text(root, "memory"));
        shape.add("vcpu " + text(root, "vcpu"));
        for (String device : DiskXml.devices(domainXml)) {
            DiskXml.find(domainXml, device).ifPresent(disk -> shape.add("disk " + device + " " + DiskXml.where(disk)));
        }
        for (Element nic : Xml.all(root, "interface")) {
            Xml.all(nic, "mac").forEach(mac -> shape.add("interface " + mac.getAttribute("address")));
        }
        return shape.stream().sorted().toList();
    }

    private static String text(Element root, String name) {
        return Xml.all(root, name).stream()
                .findFirst()
                .map(element -> element.getTextContent().strip())
                .orElse("");
    }
}
