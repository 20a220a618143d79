package io.quark.compute.libvirt;

import io.quark.compute.hypervisor.DomainNic;
import io.quark.compute.hypervisor.HostFailureException;
import io.quark.compute.hypervisor.Plugging;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.libvirt.Domain;
import org.libvirt.Domain.DeviceModifyFlags;
import org.libvirt.LibvirtException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.w3c.dom.Element;

/**
 * Interfaces of running domains. Thread safe.
 *
 * <p>libvirt's test driver can change no running domain: there nothing is plugged, only what it is to be at its next start changes.
 */
final class LibvirtPlugging implements Plugging {

    private static final Logger LOG = LoggerFactory.getLogger(LibvirtPlugging.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);

    /** A guest is asked again this often: one that boots does not hear. */
    private static final int ASK_EVERY_LOOKS = 20;

    private static final int LOOKS = 120;

    private final LibvirtHypervisor libvirt;

    LibvirtPlugging(LibvirtHypervisor libvirt) {
        this.libvirt = libvirt;
    }

    @Override
    public CompletableFuture<Void> plugIn(String instance, DomainNic nic) {
        return onReal(instance, "plug an interface into", domain -> {
            if (of(domain, nic.mac()).isEmpty()) {
                domain.attachDeviceFlags(DomainXml.interfaceXml(nic, false), DeviceModifyFlags.LIVE);
            }
        });
    }

    @Override
    public CompletableFuture<Void> connect(String instance, DomainNic nic) {
        return onReal(instance, "connect an interface of", domain -> {
            Element found = of(domain, nic.mac())
                    .orElseThrow(() -> HostFailureException.permanent(
                            "the interface " + nic.mac() + " of " + instance + " is gone again",
                            "see who unplugs interfaces on this host besides Quark"));
            for (Element link : Xml.all(found, "link")) {
                link.setAttribute("state", "up");
                domain.updateDeviceFlags(Xml.element(found), DeviceModifyFlags.LIVE);
            }
        });
    }

    @Override
    public CompletableFuture<Void> unplug(String instance, String mac) {
        return look(instance, mac, 0);
    }

    private CompletableFuture<Void> look(String instance, String mac, int looks) {
        return libvirt.askOf(instance, "unplug an interface from", domain -> unplugged(domain, mac, looks))
                .thenCompose(gone -> {
                    if (gone) {
                        return CompletableFuture.completedFuture(null);
                    }
                    if (looks >= LOOKS) {
                        throw HostFailureException.permanent(
                                "the guest of " + instance + " did not let go of its interface " + mac + " within "
                                        + LOOK_EVERY.multipliedBy(LOOKS).toSeconds() + " s",
                                "let it boot, see whether its system can lose an interface while it runs, or stop it first");
                    }
                    return CompletableFuture.supplyAsync(
                                    () -> looks + 1,
                                    CompletableFuture.delayedExecutor(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS))
                            .thenCompose(next -> look(instance, mac, next));
                });
    }

    private boolean unplugged(Domain domain, String mac, int looks) throws LibvirtException {
        if (!libvirt.isReal() || domain.isActive() != 1) {
            return true;
        }
        Optional<Element> found = of(domain, mac);
        if (found.isPresent() && looks % ASK_EVERY_LOOKS == 0) {
            ask(domain, found.get());
            found = of(domain, mac);
        }
        return found.isEmpty();
    }

    /** It may be asked already; whether it lets go is seen. */
    private static void ask(Domain domain, Element nic) {
        try {
            domain.detachDeviceFlags(Xml.element(nic), DeviceModifyFlags.LIVE);
        } catch (LibvirtException e) {
            LOG.debug("asked to let go of an interface: {}", e.getMessage());
        }
    }

    private CompletableFuture<Void> onReal(String instance, String what, OwnDomains.Action action) {
        return libvirt.actOn(instance, what, domain -> {
            if (libvirt.isReal()) {
                action.on(domain);
            }
        });
    }

    private static Optional<Element> of(Domain domain, String mac) throws LibvirtException {
        return Xml.all(Xml.parse(domain.getXMLDesc(0)), "interface").stream()
                .filter(nic -> Xml.all(nic, "mac").stream()
                        .anyMatch(found -> found.getAttribute("address").equalsIgnoreCase(mac)))
                .findFirst();
    }
}
