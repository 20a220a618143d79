package io.quark.compute.libvirt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.libvirt.Connect;
import org.libvirt.LibvirtException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.w3c.dom.Element;

/**
 * Whose the files of a domain's disks are. A libvirt that has sent a domain away takes its disks back from QEMU's user, unless it knows by itself that the
 * file system is shared; and the QEMU at the other end opens them for writing only when it begins to run.
 */
final class DiskAccess {

    private static final Logger LOG = LoggerFactory.getLogger(DiskAccess.class);

    private static final Pattern USER = Pattern.compile("\\+?(\\d+):\\+?(\\d+)");

    private DiskAccess() {}

    /** Gives the disks of an active domain to this host's QEMU. Blocks. */
    static void open(Connect libvirt, org.libvirt.Domain domain) throws LibvirtException {
        Optional<Owner> qemu = owner(libvirt.getCapabilities());
        if (qemu.isPresent() && domain.isActive() == 1) {
            writable(domain.getXMLDesc(0)).forEach(qemu.get()::take);
        }
    }

    private record Owner(int user, int group) {

        void take(Path file) {
            try {
                if (!Files.getAttribute(file, "unix:uid").equals(user)) {
                    Files.setAttribute(file, "unix:uid", user);
                    Files.setAttribute(file, "unix:gid", group);
                }
            } catch (IOException | UnsupportedOperationException e) {
                // Whether QEMU can open it nevertheless, it says itself.
                LOG.warn("{} cannot be given to QEMU's user: {}", file, e.toString());
            }
        }
    }

    private static Optional<Owner> owner(String capabilities) {
        return Xml.all(Xml.parse(capabilities), "secmodel").stream()
                .filter(model -> Xml.all(model, "model").stream()
                        .anyMatch(name -> name.getTextContent().strip().equals("dac")))
                .flatMap(model -> Xml.all(model, "baselabel").stream())
                .map(label -> USER.matcher(label.getTextContent().strip()))
                .filter(Matcher::matches)
                .map(match -> new Owner(Integer.parseInt(match.group(1)), Integer.parseInt(match.group(2))))
                .findFirst();
    }

    /** The files that the domain writes to. */
    static List<Path> writable(String domain) {
        return Xml.all(Xml.parse(domain), "disk").stream()
                .filter(disk -> Xml.all(disk, "readonly").isEmpty())
                .flatMap(disk -> Xml.all(disk, "source").stream().limit(1))
                .filter(source -> source.getParentNode() instanceof Element parent
                        && parent.getNodeName().equals("disk"))
                .map(source -> source.getAttribute("file"))
                .filter(file -> !file.isEmpty())
                .map(Path::of)
                .toList();
    }
}
