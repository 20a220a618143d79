package io.quark.compute.libvirt;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.w3c.dom.Element;

/**
 * Where a domain can be looked into, read from its XML.
 *
 * @param log file that its first serial console is written to
 * @param serial unix socket of that console
 * @param vnc unix socket of its screen
 * @param agent whether the agent within the guest has opened its channel; false also where there is none
 * @param macs of its interfaces, by the name of the device on the host
 */
record DomainDoors(
        Optional<Path> log, Optional<Path> serial, Optional<Path> vnc, boolean agent, Map<String, String> macs) {

    private static final String AGENT = "org.qemu.guest_agent.0";

    static DomainDoors of(String xml) {
        Element domain = Xml.parse(xml);
        Optional<Element> serial = Xml.all(domain, "serial").stream().findFirst();
        return new DomainDoors(
                serial.flatMap(port -> path(port, "log", "file")),
                serial.filter(port -> port.getAttribute("type").equals("unix"))
                        .flatMap(port -> path(port, "source", "path")),
                Xml.all(domain, "graphics").stream()
                        .filter(screen -> screen.getAttribute("type").equals("vnc"))
                        .flatMap(screen ->
                                path(screen, "listen", "socket").or(() -> path(screen.getAttribute("socket"))).stream())
                        .findFirst(),
                Xml.all(domain, "channel").stream()
                        .flatMap(channel -> Xml.all(channel, "target").stream())
                        .anyMatch(target -> target.getAttribute("name").equals(AGENT)
                                && target.getAttribute("state").equals("connected")),
                macs(domain));
    }

    private static Map<String, String> macs(Element domain) {
        Map<String, String> macs = new LinkedHashMap<>();
        for (Element nic : Xml.all(domain, "interface")) {
            Optional<String> device = first(nic, "target", "dev");
            Optional<String> mac = first(nic, "mac", "address");
            if (device.isPresent() && mac.isPresent()) {
                macs.put(device.get(), mac.get().toLowerCase(Locale.ROOT));
            }
        }
        return macs;
    }

    private static Optional<Path> path(Element below, String element, String attribute) {
        return first(below, element, attribute).flatMap(DomainDoors::path);
    }

    private static Optional<Path> path(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
    }

    private static Optional<String> first(Element below, String element, String attribute) {
        return Xml.all(below, element).stream()
                .map(found -> found.getAttribute(attribute))
                .filter(text -> !text.isEmpty())
                .findFirst();
    }
}
