package io.quark.net.host;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the devices that an earlier life of this daemon made, and that no endpoint explains any more. What bears no mark of its own stays, and
 * so does what a machine, or anything else, still uses. Stateless.
 */
final class LeftOvers {

    private static final Logger LOG = LoggerFactory.getLogger(LeftOvers.class);

    /** The kinds of devices that are made for networks; those for taps go with their limits. */
    private static final Set<String> KINDS = Set.of(OwnBridge.KIND, VlanUplink.KIND, VxlanUplink.KIND);

    private final IpCommand ip;
    private final DeviceMark mark;
    private final Set<String> uplinks;

    /** @param uplinks devices of the host's that a bridge of ours may have as its port */
    LeftOvers(IpCommand ip, DeviceMark mark, Set<String> uplinks) {
        this.ip = ip;
        this.mark = mark;
        this.uplinks = Set.copyOf(uplinks);
    }

    void remove(Collection<Endpoint> endpoints) {
        Set<String> explained =
                endpoints.stream().map(endpoint -> endpoint.network().id()).collect(Collectors.toSet());
        List<Link> links = ip.links();
        Map<String, List<Link>> unexplained = links.stream()
                .filter(link -> KINDS.contains(link.kind()))
                .filter(link -> mark.idIn(link.alias())
                        .filter(id -> !explained.contains(id))
                        .isPresent())
                .collect(Collectors.groupingBy(link -> mark.idIn(link.alias()).orElseThrow()));
        unexplained.forEach((id, devices) -> {
            if (isUsed(id, links)) {
                LOG.warn("{} of an earlier life stay: something still uses them", names(devices));
            } else {
                LOG.info("removing {}, left behind by an earlier life", names(devices));
                devices.stream()
                        .sorted(Comparator.comparing(device -> !device.kind().equals(OwnBridge.KIND)))
                        .forEach(device -> ip.run("link", "delete", "dev", device.name()));
            }
        });
    }

    private boolean isUsed(String id, List<Link> links) {
        String bridge = DeviceNames.bridge(id);
        return links.stream()
                .filter(link -> link.master().filter(bridge::equals).isPresent())
                .anyMatch(link -> mark.idIn(link.alias()).isEmpty() && !uplinks.contains(link.name()));
    }

    private static List<String> names(List<Link> devices) {
        return devices.stream().map(Link::name).sorted().toList();
    }
}
