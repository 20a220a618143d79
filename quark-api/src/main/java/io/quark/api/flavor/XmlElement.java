package io.quark.api.flavor;

import java.io.StringReader;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Tells whether a text is one element of XML by itself: what is put into a larger document must not change the rest of it. */
final class XmlElement {

    private XmlElement() {}

    /** Why it is none; empty where it is one. */
    static Optional<String> fault(String text) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        // Such a prefix may be declared in the document that it goes into.
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(text));
            while (reader.hasNext()) {
                if (reader.next() == XMLStreamConstants.DTD) {
                    return Optional.of("must not have a document type");
                }
            }
            return Optional.empty();
        } catch (XMLStreamException e) {
            return Optional.of("is not one element of XML: line "
                    + e.getLocation().getLineNumber() + ", column "
                    + e.getLocation().getColumnNumber());
        }
    }
}
