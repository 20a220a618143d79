package io.quark.api.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.Splitter;
import io.quark.common.model.Claim;
import io.quark.common.model.ComputeSelf;
import io.quark.common.model.Instance;
import io.quark.common.model.Managed;
import io.quark.common.model.Network;
import io.quark.common.model.Port;
import io.quark.common.model.Resources;
import io.quark.common.model.Segment;
import io.quark.common.model.Subnet;
import io.quark.common.model.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The invariants of the tree (docs/architecture.md) that must hold at rest, checked on a snapshot: written from the contract, not from
 * the code that keeps it.
 */
final class TreeAudit {

    private static final String ROOT = "/quark";

    private final TreeSnapshot tree;
    private final List<String> findings = new ArrayList<>();

    private TreeAudit(TreeSnapshot tree) {
        this.tree = tree;
    }

    /** What is wrong in a tree in which nothing is being worked on; empty: all is well. */
    static List<String> atRest(TreeSnapshot tree) {
        TreeAudit audit = new TreeAudit(tree);
        audit.nothingIsLeftUndone();
        audit.everyPortHasItsInstanceAndClaims();
        audit.everyClaimHasItsPort();
        audit.networksAreWhole();
        audit.everyMachineIsKnownOnBothSides();
        audit.noHostIsPromisedMoreThanItHas();
        audit.idempotencyKeysNameWorkUnits();
        audit.findings.addAll(FollowedAudit.of(tree));
        return audit.findings;
    }

    private void nothingIsLeftUndone() {
        tree.paths(ROOT + "/orc/shards/*/next_tasks/*").forEach(p -> findings.add("not looked at: " + p));
        tree.paths(ROOT + "/orc/shards/*/active_tasks/*").forEach(p -> findings.add("not ended: " + p));
        tree.paths(ROOT + "/computes/*/next_tasks/*").forEach(p -> findings.add("not taken: " + p));
        tree.paths(ROOT + "/computes/*/active_tasks/*").forEach(p -> findings.add("not ended: " + p));
        tree.records(ROOT + "/instances/*/*", Instance.class)
                .forEach((path, instance) ->
                        instance.workUnit().ifPresent(unit -> findings.add(path + " is held by " + unit)));
    }

    private void everyPortHasItsInstanceAndClaims() {
        Map<String, Instance> instances = byId();
        Map<String, Integer> claimsByIp = new HashMap<>();
        Map<String, Integer> claims = new HashMap<>(); // by network, subnet and address: the bucket does not matter
        tree.paths(ROOT + "/net/networks/*/subnets/*/addresses/*/*")
                .forEach(path ->
                        claims.merge(part(path, 4) + " " + part(path, 6) + " " + part(path, 9), 1, Integer::sum));
        Set<String> macsOfPorts = new HashSet<>();
        tree.records(ROOT + "/net/networks/*/ports/*/*", Port.class).forEach((path, port) -> {
            port.instance().ifPresent(id -> {
                Instance owner = instances.get(id);
                if (owner == null) {
                    findings.add(path + ": no instance " + id);
                } else if (owner.nics().stream().noneMatch(nic -> nic.port().equals(port.id()))) {
                    findings.add(path + ": its instance does not know it");
                }
            });
            if (!macsOfPorts.add(port.mac())) {
                findings.add("two ports have the MAC " + port.mac());
            }
            port.addresses().forEach(address -> {
                int count = claims.getOrDefault(port.network() + " " + address.subnet() + " " + address.ip(), 0);
                if (count != 1) {
                    findings.add(path + ": " + count + " claims on " + address.ip());
                }
                if (!address.shared() && claimsByIp.merge(port.network() + " " + address.ip(), 1, Integer::sum) > 1) {
                    findings.add("two ports have " + address.ip() + " on network " + port.network());
                }
            });
        });
        Set<String> macs = new HashSet<>();
        instances
                .values()
                .forEach(instance -> instance.nics().forEach(nic -> {
                    if (!macs.add(nic.mac())) {
                        findings.add("two interfaces have the MAC " + nic.mac());
                    }
                    if (tree.paths(ROOT + "/net/networks/*/ports/*/" + nic.port())
                            .isEmpty()) {
                        findings.add(instance.name() + ": its port " + nic.port() + " is gone");
                    }
                }));
    }

    private void everyClaimHasItsPort() {
        Map<String, Port> ports = new TreeMap<>();
        tree.records(ROOT + "/net/networks/*/ports/*/*", Port.class)
                .values()
                .forEach(port -> ports.put(port.id(), port));
        claims(
                ROOT + "/net/networks/*/subnets/*/addresses/*/*",
                ports,
                (port, ip) -> port.addresses().stream()
                        .anyMatch(address -> address.ip().equals(ip)));
        claims(
                ROOT + "/net/mac_ranges/*/macs/*/*",
                ports,
                (port, mac) -> port.mac().equals(mac));
    }

    private void claims(String form, Map<String, Port> ports, java.util.function.BiPredicate<Port, String> owns) {
        tree.records(form, Claim.class).forEach((path, claim) -> {
            String resource = path.substring(path.lastIndexOf('/') + 1);
            if (claim.state() == Claim.State.COOLING) {
                return;
            }
            if (claim.ports().isEmpty() && !claim.kept()) {
                findings.add(path + " is held by nothing");
            }
            for (String id : claim.ports()) {
                Port port = ports.get(id);
                if (port == null || !owns.test(port, resource)) {
                    findings.add(path + " is held by port " + id + ", which does not have it");
                }
            }
        });
    }

    /** Nothing is half-way, and what holds by structure does. */
    private void networksAreWhole() {
        tree.paths(ROOT + "/net/networks/*/pending/*").forEach(path -> findings.add("not ended: " + path));
        tree.paths(ROOT + "/orc/shards/*/requests/*").forEach(path -> findings.add("left over: " + path));
        tree.records(ROOT + "/net/networks/*/ports/*/*", Port.class).forEach((path, port) -> {
            port.leaving().ifPresent(unit -> findings.add(path + " is being removed by " + unit));
            port.addresses().stream()
                    .filter(Port.PortAddress::leaving)
                    .forEach(address -> findings.add(path + ": " + address.ip() + " is being removed"));
        });
        Set<String> bindings = new HashSet<>();
        tree.paths(ROOT + "/net/ip_policies/*/bindings/*")
                .forEach(path -> bindings.add(part(path, 4) + " " + part(path, 6)));
        tree.records(ROOT + "/net/networks/*/subnets/*", Subnet.class).forEach((path, subnet) -> {
            subnet.changing().ifPresent(change -> findings.add(path + " is being changed"));
            subnet.deleting().ifPresent(unit -> findings.add(path + " is being removed"));
            subnet.ipPolicy()
                    .filter(policy -> !bindings.remove(policy + " " + subnet.id()))
                    .ifPresent(policy -> findings.add(path + " is not bound to its policy " + policy));
        });
        bindings.forEach(binding -> findings.add("bound to nothing: " + binding));
        Map<String, String> segments = new HashMap<>();
        tree.records(ROOT + "/net/segments/*/*/*", Claim.class).forEach((path, claim) -> {
            if (claim.state() == Claim.State.ALLOCATED) {
                segments.put(
                        part(path, 4) + " " + part(path, 6),
                        claim.device().orElseThrow().id());
            }
        });
        tree.records(ROOT + "/net/networks/*", Network.class).forEach((path, network) -> {
            if (network.segment().type() != Segment.Type.FLAT) {
                String space = network.segment().type() == Segment.Type.VXLAN
                        ? "vxlan"
                        : "vlan-" + network.segment().physical().orElseThrow();
                String owner =
                        segments.remove(space + " " + network.segment().id().orElseThrow());
                if (!network.id().equals(owner)) {
                    findings.add(path + ": its segment belongs to " + owner);
                }
            }
        });
        segments.forEach(
                (segment, owner) -> findings.add("segment " + segment + " of " + owner + ", which has it not"));
    }

    private void everyMachineIsKnownOnBothSides() {
        Map<String, Instance> instances = byId();
        Map<String, String> hostOf = new HashMap<>();
        tree.records(ROOT + "/computes/*/managing/*", Managed.class).forEach((path, managed) -> {
            String host = part(path, 3);
            String id = part(path, 5);
            if (!managed.isMachine()) {
                if (tree.paths(ROOT + "/volumes/*/" + id).isEmpty()) {
                    findings.add(path + ": no such volume");
                }
                return;
            }
            String other = hostOf.put(id, host);
            if (other != null) {
                findings.add("machine " + id + " is on " + host + " and on " + other);
            }
            Instance instance = instances.get(id);
            if (instance == null) {
                findings.add(path + ": no such instance");
            } else if (!instance.compute().orElse("").equals(host)) {
                findings.add(path + ": its instance says " + instance.compute());
            }
        });
        instances.values().stream()
                .filter(instance -> instance.status() == Instance.Status.ACTIVE)
                .filter(instance -> !hostOf.containsKey(instance.id()))
                .forEach(instance ->
                        findings.add("instance " + instance.name() + " is active and no compute manages it"));
    }

    private void noHostIsPromisedMoreThanItHas() {
        Map<String, Resources> promised = new HashMap<>();
        tree.records(ROOT + "/computes/*/managing/*", Managed.class)
                .forEach((path, managed) -> promised.merge(part(path, 3), managed.consumes(), Resources::plus));
        for (String where : List.of("next_tasks", "active_tasks")) {
            tree.records(ROOT + "/computes/*/" + where + "/*", Task.class)
                    .forEach((path, task) -> promised.merge(part(path, 3), task.consumes(), Resources::plus));
        }
        promised.forEach((host, sum) -> tree.record(ROOT + "/computes/" + host + "/self", ComputeSelf.class)
                .filter(self -> !sum.fitsIn(self.capacity()))
                .ifPresent(self -> findings.add(host + " is promised " + sum + " and has " + self.capacity())));
    }

    private void idempotencyKeysNameWorkUnits() {
        Set<String> units = new HashSet<>();
        tree.paths(ROOT + "/orc/shards/*/next_tasks/*").forEach(path -> units.add(part(path, 6)));
        tree.paths(ROOT + "/orc/shards/*/active_tasks/*").forEach(path -> units.add(part(path, 6)));
        tree.paths(ROOT + "/orc/shards/*/done/*/*").forEach(path -> units.add(part(path, 7)));
        tree.paths(ROOT + "/idempotency/*/*").forEach(path -> {
            String unit = tree.record(path, JsonNode.class)
                    .orElseThrow()
                    .path("work_unit")
                    .asText();
            if (!units.contains(unit)) {
                findings.add(path + " names the work unit " + unit + ", which does not exist");
            }
        });
    }

    private Map<String, Instance> byId() {
        Map<String, Instance> instances = new TreeMap<>();
        tree.records(ROOT + "/instances/*/*", Instance.class)
                .values()
                .forEach(instance -> instances.put(instance.id(), instance));
        return instances;
    }

    private static String part(String path, int index) {
        return Splitter.on('/').splitToList(path).get(index);
    }
}
