package io.quark.compute.hypervisor;

import java.io.IOException;
import java.io.StringReader;
import java.util.Optional;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * One element of libvirt's XML that a flavor adds to the domains of its machines. Only elements that are named here may be added: not what says whose
 * the domain is, what runs it, which files and programs of the host it uses, and not what Quark itself decides.
 *
 * @param element alone in its document
 */
public record ExtraXml(Element element) {

    /** Characters. */
    public static final int MAX_LENGTH = 8 * 1024;

    private static final int MAX_ELEMENTS = 256;

    private static final Set<String> BELOW_DOMAIN = Set.of(
            "blkiotune",
            "clock",
            "cpu",
            "cputune",
            "features",
            "iothreads",
            "keywrap",
            "launchSecurity",
            "memoryBacking",
            "memtune",
            "numatune",
            "perf",
            "pm",
            "resource",
            "sysinfo");

    private static final Set<String> BELOW_DEVICES = Set.of(
            "audio",
            "controller",
            "crypto",
            "hostdev",
            "hub",
            "input",
            "iommu",
            "panic",
            "rng",
            "shmem",
            "sound",
            "tpm",
            "vsock",
            "watchdog");

    /** Where it is added. */
    public enum Place {
        /** Below {@code domain}; one that is there already gets its attributes and children. */
        DOMAIN,
        /** Below {@code devices}. */
        DEVICES
    }

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException if it cannot be added there, with the reason
     */
    public static ExtraXml parse(Place place, String xml) {
        if (xml.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("longer than " + MAX_LENGTH + " characters");
        }
        Element element = document(xml).getDocumentElement();
        Set<String> names = place == Place.DOMAIN ? BELOW_DOMAIN : BELOW_DEVICES;
        if (!names.contains(element.getTagName())) {
            throw new IllegalArgumentException("<" + element.getTagName() + "> cannot be added; only "
                    + String.join(", ", names.stream().sorted().toList()) + " can");
        }
        if (require(element) > MAX_ELEMENTS) {
            throw new IllegalArgumentException("more than " + MAX_ELEMENTS + " elements");
        }
        return new ExtraXml(element);
    }

    /** Why it cannot be added there; empty: it can. */
    public static Optional<String> fault(Place place, String xml) {
        try {
            parse(place, xml);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Elements of libvirt's own, and text; counts them. */
    private static int require(Element element) {
        if (element.getNamespaceURI() != null || element.getTagName().indexOf(':') >= 0) {
            throw new IllegalArgumentException("<" + element.getTagName() + "> is in a namespace of its own");
        }
        int count = 1;
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element below) {
                count += require(below);
            } else if (child.getNodeType() != Node.TEXT_NODE && child.getNodeType() != Node.COMMENT_NODE) {
                throw new IllegalArgumentException("only elements, text and comments can be added");
            }
        }
        return count;
    }

    private static Document document(String xml) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setXIncludeAware(false);
            factory.setExpandEntityReferences(false);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            // Without a document type there are no entities, neither of this file nor of others.
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new DefaultHandler()); // throws, and prints nothing
            return builder.parse(new InputSource(new StringReader(xml)));
        } catch (SAXException | IOException e) {
            throw new IllegalArgumentException("not one well-formed element: " + e.getMessage(), e);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("the JDK has no XML parser", e);
        }
    }
}
