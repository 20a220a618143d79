package io.quark.compute.libvirt;

import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * A domain as it is to be on another host: everything that its guest can see stays, for libvirt refuses anything else; where its files, taps
 * and sockets are, and whose it is, is said as the other host has defined it. Pure.
 */
final class MigrationXml {

    private MigrationXml() {}

    /**
     * Joins both.
     *
     * @param here the domain's XML on this host
     * @param there how the other host has defined it
     */
    static String of(String here, String there) {
        Element domain = Xml.parse(here);
        Element other = Xml.parse(there);
        replaceChild(domain, other, "metadata");
        Xml.all(domain, "os")
                .forEach(os -> Xml.all(other, "os").forEach(theirs -> {
                    for (String file : List.of("kernel", "initrd", "cmdline")) {
                        replaceChild(os, theirs, file);
                    }
                }));
        pair(domain, other, "disk", MigrationXml::sameTarget, (disk, theirs) -> {
            removeChildren(disk, "backingStore");
            replaceChild(disk, theirs, "source");
        });
        pair(domain, other, "interface", MigrationXml::sameMac, (nic, theirs) -> {
            replaceChild(nic, theirs, "source");
            replaceChild(nic, theirs, "target");
            replaceChild(nic, theirs, "virtualport");
        });
        for (String line : List.of("serial", "console")) {
            pair(domain, other, line, MigrationXml::sameTarget, (own, theirs) -> {
                own.setAttribute("type", theirs.getAttribute("type"));
                own.removeAttribute("tty");
                replaceChild(own, theirs, "source");
                replaceChild(own, theirs, "log");
            });
        }
        pair(domain, other, "graphics", (own, theirs) -> true, (own, theirs) -> {
            own.setAttribute("socket", theirs.getAttribute("socket"));
            if (theirs.getAttribute("socket").isEmpty()) {
                own.removeAttribute("socket");
            }
            replaceChild(own, theirs, "listen");
        });
        return Xml.document(domain);
    }

    /**
     * Whether what the disks that the domain writes to have beside the files below them is all that has to be copied: its root disk lies above that image,
     * or above none, and its volumes lie above nothing.
     *
     * @param base name of the image's file
     */
    static boolean liesAboveOnly(String live, Optional<String> base) {
        return Xml.all(Xml.parse(live), "disk").stream()
                .filter(disk -> child(disk, "readonly").isEmpty()
                        && child(disk, "source").isPresent())
                .allMatch(disk -> below(disk)
                        .equals(attribute(disk, "target", "dev").equals(DomainXml.ROOT) ? base : Optional.empty()));
    }

    private static Optional<String> below(Element disk) {
        return child(disk, "backingStore")
                .flatMap(below -> child(below, "source"))
                .map(source -> source.getAttribute("file"))
                .map(file -> file.substring(file.lastIndexOf('/') + 1));
    }

    private interface Change {
        void to(Element own, Element theirs);
    }

    private static void pair(
            Element domain, Element other, String name, BiPredicate<Element, Element> same, Change change) {
        List<Element> theirs = Xml.all(other, name);
        for (Element own : Xml.all(domain, name)) {
            theirs.stream().filter(one -> same.test(own, one)).findFirst().ifPresent(one -> change.to(own, one));
        }
    }

    private static boolean sameTarget(Element one, Element other) {
        return attribute(one, "target", "dev").equals(attribute(other, "target", "dev"))
                && attribute(one, "target", "port").equals(attribute(other, "target", "port"));
    }

    private static boolean sameMac(Element one, Element other) {
        return attribute(one, "mac", "address").equalsIgnoreCase(attribute(other, "mac", "address"));
    }

    private static String attribute(Element of, String child, String name) {
        return child(of, child).map(found -> found.getAttribute(name)).orElse("");
    }

    /** It becomes as it is there; where there is none, there is none here either. */
    private static void replaceChild(Element own, Element theirs, String name) {
        Optional<Element> replacement = child(theirs, name);
        Optional<Element> before = child(own, name);
        Node imported = replacement
                .<Node>map(found -> own.getOwnerDocument().importNode(found, true))
                .orElseGet(() -> own.getOwnerDocument().createTextNode(""));
        before.ifPresentOrElse(found -> own.replaceChild(imported, found), () -> own.appendChild(imported));
    }

    private static void removeChildren(Element own, String name) {
        child(own, name).ifPresent(own::removeChild);
    }

    private static Optional<Element> child(Element of, String name) {
        var nodes = of.getChildNodes();
        return IntStream.range(0, nodes.getLength())
                .mapToObj(nodes::item)
                .filter(node -> node instanceof Element && name.equals(node.getNodeName()))
                .map(Element.class::cast)
                .findFirst();
    }
}
