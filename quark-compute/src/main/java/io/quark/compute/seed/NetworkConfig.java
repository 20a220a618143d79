package io.quark.compute.seed;

import io.quark.common.model.Nic;
import io.quark.common.model.Nic.NicAddress;
import io.quark.common.model.Subnet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * NoCloud's {@code network-config}, version 2: interfaces are recognised by their MAC and named eth0, eth1, ... in the
 * order of the machine's NICs.
 *
 * <p>Addresses that other ports have, too, are left to the guest: who of them carries one is decided while they run (VRRP, say).
 *
 * <p>A machine gets at most one default route per address family: through the first address that has a gateway. With
 * two of them the guest would answer through the wrong one. It is written as a prefix: cloud-init before 25.3 gives up
 * on the whole configuration where it meets netplan's word {@code default} and does not render for netplan.
 */
final class NetworkConfig {

    private final Set<Boolean> familiesWithDefault = new LinkedHashSet<>();

    private NetworkConfig() {}

    static String of(List<Nic> nics) {
        NetworkConfig config = new NetworkConfig();
        Map<String, Object> ethernets = new LinkedHashMap<>();
        for (int i = 0; i < nics.size(); i++) {
            ethernets.put("nic" + i, config.ethernet(nics.get(i), "eth" + i));
        }
        Map<String, Object> yaml = new LinkedHashMap<>();
        yaml.put("version", 2);
        if (!ethernets.isEmpty()) {
            yaml.put("ethernets", ethernets);
        }
        return Yaml.of(yaml);
    }

    private Map<String, Object> ethernet(Nic nic, String name) {
        Map<String, Object> yaml = new LinkedHashMap<>();
        yaml.put("match", Map.of("macaddress", nic.mac()));
        yaml.put("set-name", new Yaml.Word(name));
        yaml.put("mtu", nic.network().mtu());
        List<NicAddress> own =
                nic.addresses().stream().filter(address -> !address.shared()).toList();
        putUnlessEmpty(
                yaml,
                "addresses",
                own.stream().map(a -> a.ip() + "/" + a.prefix()).toList());
        putUnlessEmpty(
                yaml, "routes", own.stream().flatMap(a -> routes(a).stream()).toList());
        Map<String, Object> names = new LinkedHashMap<>();
        putUnlessEmpty(
                names,
                "addresses",
                own.stream().flatMap(a -> a.dns().stream()).distinct().toList());
        putUnlessEmpty(
                names,
                "search",
                own.stream().flatMap(a -> a.domain().stream()).distinct().toList());
        if (!names.isEmpty()) {
            yaml.put("nameservers", names);
        }
        return yaml;
    }

    private List<Map<String, Object>> routes(NicAddress address) {
        List<Map<String, Object>> routes = new ArrayList<>();
        boolean v6 = address.ip().indexOf(':') >= 0;
        address.gateway()
                .filter(gateway -> familiesWithDefault.add(v6))
                .ifPresent(via -> routes.add(route(v6 ? "::/0" : "0.0.0.0/0", via)));
        for (Subnet.Route route : address.routes()) {
            routes.add(route(route.destination(), route.nextHop()));
        }
        return routes;
    }

    private static Map<String, Object> route(String to, String via) {
        Map<String, Object> yaml = new LinkedHashMap<>();
        yaml.put("to", to);
        yaml.put("via", via);
        return yaml;
    }

    private static void putUnlessEmpty(Map<String, Object> yaml, String key, List<?> values) {
        if (!values.isEmpty()) {
            yaml.put(key, values);
        }
    }
}
