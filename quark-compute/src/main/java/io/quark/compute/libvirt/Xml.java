package io.quark.compute.libvirt;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * An element under construction. Whatever a user wrote becomes text or an attribute's value, never markup. Not thread
 * safe.
 */
final class Xml {

    private final Element element;

    private Xml(Element element) {
        this.element = element;
    }

    /** The root of a new document. */
    static Xml root(String name) {
        Document document = documents().newDocument();
        Element element = document.createElement(name);
        document.appendChild(element);
        return new Xml(element);
    }

    /** Parses what libvirt wrote. */
    static Element parse(String xml) {
        try {
            return documents().parse(new InputSource(new StringReader(xml))).getDocumentElement();
        } catch (SAXException | IOException e) {
            throw new IllegalArgumentException("not XML: " + e.getMessage(), e);
        }
    }

    /** The elements of that name anywhere below one, in the order of the document. */
    static List<Element> all(Element below, String name) {
        var found = below.getElementsByTagName(name);
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> (Element) found.item(i))
                .toList();
    }

    /** The same for a name in a namespace, whatever its prefix. */
    static List<Element> all(Element below, String namespace, String name) {
        var found = below.getElementsByTagNameNS(namespace, name);
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> (Element) found.item(i))
                .toList();
    }

    /** Adds an attribute, and returns this element. */
    Xml with(String attribute, Object value) {
        element.setAttribute(attribute, value.toString());
        return this;
    }

    /** Adds a child, and returns the child. */
    Xml child(String name) {
        return new Xml((Element) element.appendChild(document().createElement(name)));
    }

    /** Adds a child with text, and returns this element. */
    Xml text(String name, Object value) {
        child(name).element.setTextContent(value.toString());
        return this;
    }

    /** Sets this element's own text, and returns it. */
    Xml value(Object value) {
        element.setTextContent(value.toString());
        return this;
    }

    /** Adds a child in a namespace that is declared there, and returns the child. */
    Xml child(String namespace, String qualifiedName) {
        Element child = document().createElementNS(namespace, qualifiedName);
        return new Xml((Element) element.appendChild(child));
    }

    /** Adds a child in the namespace with text, and returns this element. */
    Xml text(String namespace, String qualifiedName, String value) {
        child(namespace, qualifiedName).element.setTextContent(value);
        return this;
    }

    /** Adds a copy of an element, and of all below it. */
    void add(Element other) {
        element.appendChild(document().importNode(other, true));
    }

    /** Gives the child of that name the attributes and children of the other; adds a copy where there is none. */
    void merge(Element other) {
        Optional<Element> same = children(element).stream()
                .filter(child -> child.getTagName().equals(other.getTagName()))
                .findFirst();
        if (same.isEmpty()) {
            add(other);
            return;
        }
        var attributes = other.getAttributes();
        for (int i = 0; i < attributes.getLength(); i++) {
            same.get()
                    .setAttribute(
                            attributes.item(i).getNodeName(), attributes.item(i).getNodeValue());
        }
        children(other).forEach(child -> same.get().appendChild(document().importNode(child, true)));
    }

    /** The elements directly below one. */
    static List<Element> children(Element element) {
        var nodes = element.getChildNodes();
        return IntStream.range(0, nodes.getLength())
                .mapToObj(nodes::item)
                .filter(Element.class::isInstance)
                .map(Element.class::cast)
                .toList();
    }

    /** The whole document. */
    String document(boolean indented) {
        return written(document(), indented);
    }

    /** The whole document of an element that was parsed. */
    static String document(Element of) {
        return written(of.getOwnerDocument(), false);
    }

    /** An element that was parsed, by itself. */
    static String element(Element alone) {
        return written(alone, false);
    }

    private static String written(Node node, boolean indented) {
        try {
            Transformer transformer = TransformerFactory.newInstance().newTransformer();
            transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
            transformer.setOutputProperty(OutputKeys.INDENT, indented ? "yes" : "no");
            StringWriter out = new StringWriter();
            transformer.transform(new DOMSource(node), new StreamResult(out));
            return out.toString();
        } catch (TransformerException e) {
            throw new IllegalStateException("cannot write XML", e);
        }
    }

    private Document document() {
        return element.getOwnerDocument();
    }

    private static javax.xml.parsers.DocumentBuilder documents() {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return factory.newDocumentBuilder();
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("the JDK has no XML parser", e);
        }
    }
}
