package io.quark.api.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.Splitter;
import io.quark.common.json.Json;
import io.quark.common.model.Direction;
import io.quark.common.model.Network;
import io.quark.common.model.Place;
import io.quark.common.model.Port;
import io.quark.common.model.QosPolicy;
import io.quark.common.model.QosRule;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.awaitility.Awaitility;

/** What the kernel of a host says of its guests' limits and of where other hosts' guests are, compared with what the tree wants. */
final class KernelAudit {

    private static final String ROOT = "/quark";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String TO_ALL = "00:00:00:00:00:00";

    private final TreeSnapshot tree;
    private final NamespacedHost host;
    private final List<String> findings = new ArrayList<>();
    private final Map<String, QosPolicy> policies = new TreeMap<>();
    private final Map<String, Network> networks = new TreeMap<>();
    private final Map<String, Port> portsByMac = new TreeMap<>();

    private KernelAudit(TreeSnapshot tree, NamespacedHost host) {
        this.tree = tree;
        this.host = host;
        tree.records(ROOT + "/net/qos_policies/*", QosPolicy.class).values().forEach(p -> policies.put(p.id(), p));
        tree.records(ROOT + "/net/networks/*", Network.class).values().forEach(n -> networks.put(n.id(), n));
        tree.records(ROOT + "/net/networks/*/ports/*/*", Port.class)
                .values()
                .forEach(port -> portsByMac.put(port.mac(), port));
    }

    private static List<String> of(TreeSnapshot tree, NamespacedHost host) {
        KernelAudit audit = new KernelAudit(tree, host);
        Set<String> networksHere = new TreeSet<>();
        for (String machine : host.machines()) {
            for (Tap tap : taps(host, machine)) {
                Port port = audit.portsByMac.get(tap.mac());
                if (port == null) {
                    audit.findings.add(host.name() + ": nobody's interface " + tap);
                } else {
                    audit.limitsOf(port, tap.device());
                    networksHere.add(port.network());
                }
            }
        }
        networksHere.forEach(audit::entriesOf);
        return audit.findings;
    }

    /** Waits until the kernels of these hosts have what the tree wants: hosts say nothing of the places that they follow. */
    static void awaitAgreement(Quark quark, List<NamespacedHost> hosts) {
        Awaitility.await("tree and kernels agree")
                .atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> {
                    TreeSnapshot tree = quark.tree();
                    for (NamespacedHost host : hosts) {
                        assertThat(of(tree, host)).isEmpty();
                    }
                });
    }

    /** An interface of a guest, as the host sees it. */
    record Tap(String device, String bridge, String mac) {}

    static List<Tap> taps(NamespacedHost host, String machine) {
        return host.run("virsh", "-q", "-c", "qemu:///system", "domiflist", machine).lines().stream()
                .map(line -> Splitter.onPattern(" +").splitToList(line))
                .map(words -> new Tap(words.get(0), words.get(2), words.get(4)))
                .toList();
    }

    /** The rate of the bucket that a device's frames leave by, kbit/s; 0: there is none. */
    static long bucket(NamespacedHost host, String device) {
        for (JsonNode qdisc : json(host, "tc", "-j", "qdisc", "show", "dev", device)) {
            if (qdisc.path("kind").asText().equals("tbf")) {
                return qdisc.at("/options/rate").asLong() * Byte.SIZE / 1000;
            }
        }
        return 0;
    }

    /** What a guest sends leaves the host's device for that: a device sends what the guest receives. */
    static String shaperOf(String tap) {
        return tap.replaceFirst("^qt", "qi");
    }

    private void limitsOf(Port port, String tap) {
        limit(port, Direction.INGRESS, bucket(host, tap));
        limit(port, Direction.EGRESS, bucket(host, shaperOf(tap)));
    }

    private void limit(Port port, Direction direction, long is) {
        long wanted = port.qosPolicy()
                .or(() -> networks.get(port.network()).qosPolicy())
                .map(policies::get)
                .map(policy -> rate(policy, direction))
                .orElse(0L);
        if (is != wanted) {
            findings.add(host.name() + ": " + port.id() + " has " + direction + " " + is + " kbit/s and should have "
                    + wanted);
        }
    }

    private static long rate(QosPolicy policy, Direction direction) {
        return policy.rules().stream()
                .filter(QosRule.BandwidthLimit.class::isInstance)
                .map(QosRule.BandwidthLimit.class::cast)
                .filter(rule -> rule.direction() == direction)
                .mapToLong(QosRule.BandwidthLimit::maxKbps)
                .findFirst()
                .orElse(0);
    }

    private void entriesOf(String network) {
        Set<String> wanted = new TreeSet<>();
        tree.records(ROOT + "/net/networks/" + network + "/places/*/*", Place.class).values().stream()
                .filter(place -> !place.host().equals(host.name()))
                .forEach(place -> {
                    wanted.add(place.mac() + " " + place.tunnel());
                    wanted.add(TO_ALL + " " + place.tunnel());
                });
        Set<String> there = entries(host, network);
        if (!wanted.equals(there)) {
            findings.add(
                    host.name() + ": network " + network + " is forwarded by " + there + " and should be by " + wanted);
        }
    }

    /** Each MAC that the kernel sends to another host, with that host's address. */
    static Set<String> entries(NamespacedHost host, String network) {
        Set<String> entries = new TreeSet<>();
        String device = "qx" + network.substring(network.length() - 10);
        for (JsonNode entry : json(host, "bridge", "-j", "fdb", "show", "dev", device)) {
            if (entry.has("dst")) {
                entries.add(entry.path("mac").asText() + " " + entry.path("dst").asText());
            }
        }
        return entries;
    }

    private static JsonNode json(NamespacedHost host, String... command) {
        Libvirt.Result result = host.run(command);
        return Json.tree((result.exit() == 0 ? result.output() : "[]").getBytes(StandardCharsets.UTF_8));
    }
}
