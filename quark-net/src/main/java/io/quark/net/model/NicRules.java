package io.quark.net.model;

import io.quark.common.model.InstanceSpec.NicRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What can be said of the interfaces that an instance asks for without knowing the networks: the form of addresses and
 * MACs, and that nothing is asked for twice. Never throws for bad input.
 */
public final class NicRules {

    public static final int MAX_NICS = 16;
    public static final int MAX_IPS_PER_NIC = 16;

    private NicRules() {}

    /**
     * The requests with canonical addresses and MACs, or every fault; pointers are relative to the list, e.g. {@code
     * /0/ips/1}.
     */
    public static Checked<List<NicRequest>> canonical(List<NicRequest> nics) {
        Faults faults = new Faults();
        if (nics.size() > MAX_NICS) {
            faults.add("", "at most " + MAX_NICS + " interfaces");
            return new Checked.Bad<>(faults.all());
        }
        Set<Mac> macs = new HashSet<>();
        Set<String> addresses = new HashSet<>();
        List<NicRequest> canonical = new ArrayList<>();
        for (int i = 0; i < nics.size(); i++) {
            NicRequest nic = nics.get(i);
            String at = "/" + i;
            if (nic.ips().size() > MAX_IPS_PER_NIC) {
                faults.add(at + "/ips", "at most " + MAX_IPS_PER_NIC + " addresses");
                continue;
            }
            List<String> ips = ips(nic, at, addresses, faults);
            Optional<Mac> mac = nic.mac().flatMap(text -> faults.take(at + "/mac", Mac.parse(text)));
            mac.filter(one -> !macs.add(one)).ifPresent(one -> faults.add(at + "/mac", one + " is asked for twice"));
            canonical.add(new NicRequest(
                    nic.network(), nic.port(), ips, mac.map(Mac::text), nic.qosPolicy(), nic.securityGroups()));
        }
        return faults.count() > 0 ? new Checked.Bad<>(faults.all()) : Checked.good(List.copyOf(canonical));
    }

    private static List<String> ips(NicRequest nic, String at, Set<String> addresses, Faults faults) {
        List<String> ips = new ArrayList<>();
        for (int j = 0; j < nic.ips().size(); j++) {
            String pointer = at + "/ips/" + j;
            faults.take(pointer, Ip.parse(nic.ips().get(j))).ifPresent(ip -> {
                if (!addresses.add(nic.network() + " " + ip)) {
                    faults.add(pointer, ip + " is asked for twice");
                }
                ips.add(ip.text());
            });
        }
        return ips;
    }
}
