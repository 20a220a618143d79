package io.quark.api.network;

import io.quark.api.bind.Faults;
import io.quark.api.view.Cluster;
import io.quark.net.model.Checked;
import io.quark.net.model.Cidr;
import io.quark.net.model.Ip;
import java.util.List;
import java.util.Optional;

/** An address that is asked for by name: whether it can be one of its network at all. */
public final class AskedAddress {

    private AskedAddress() {}

    /**
     * The address, if a host on the network could have it; its fault is added otherwise, unless one is known already.
     *
     * @param network id
     */
    public static Optional<Ip> judge(Cluster cluster, String network, String text, String pointer, Faults faults) {
        if (faults.touch(pointer)) {
            return Optional.empty();
        }
        Checked<Ip> checked = Ip.parse(text);
        checked.faults().forEach(fault -> faults.add(pointer, fault.detail()));
        return checked.good().filter(ip -> isHosts(cluster, network, ip, pointer, faults));
    }

    private static boolean isHosts(Cluster cluster, String network, Ip ip, String pointer, Faults faults) {
        List<Cidr> ranges = cluster.subnetsOf(network).stream()
                .map(subnet -> Cidr.of(subnet.cidr()))
                .toList();
        Optional<Cidr> range = ranges.stream().filter(cidr -> cidr.contains(ip)).findFirst();
        if (range.isEmpty()) {
            faults.add(pointer, "is in no subnet of the network; it has " + ranges);
            return false;
        }
        Optional<String> reserved = range.flatMap(cidr -> cidr.reserved(ip));
        reserved.ifPresent(why -> faults.add(pointer, "is " + why + " of " + range.orElseThrow()));
        return reserved.isEmpty();
    }
}
