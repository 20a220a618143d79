package io.quark.orc.testing;

import io.quark.common.model.Claim;
import io.quark.common.model.ComputeSelf;
import io.quark.common.model.Instance;
import io.quark.common.model.Managed;
import io.quark.common.model.Network;
import io.quark.common.model.Place;
import io.quark.common.model.Port;
import io.quark.common.model.Resources;
import io.quark.common.model.Segment;
import io.quark.common.model.Task;
import io.quark.common.tree.Node;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeSession;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What must hold of the tree, checked on all of it. */
public final class TreeAudit {

    private final Paths paths;
    private final TreeMap<String, Node> nodes = new TreeMap<>();
    private final List<String> findings = new ArrayList<>();

    private TreeAudit(TreeSession session, Paths paths) {
        this.paths = paths;
        List<String> next = List.of(paths.root());
        while (!next.isEmpty()) {
            List<String> below = new ArrayList<>();
            List<Optional<Node>> found = session.read(next).join();
            List<Optional<List<String>>> children = session.list(next).join();
            for (int i = 0; i < next.size(); i++) {
                String path = next.get(i);
                found.get(i).ifPresent(node -> nodes.put(path, node));
                children.get(i).orElse(List.of()).forEach(child -> below.add(path + "/" + child));
            }
            next = below;
        }
    }

    /** What is wrong with a tree in which nothing goes on. */
    public static List<String> atRest(TreeSession session, Paths paths) {
        TreeAudit audit = new TreeAudit(session, paths);
        audit.nothingIsUnderWay();
        audit.machinesAndInstancesAgree();
        audit.portsAndClaimsAgree();
        audit.placesAgree();
        audit.nobodyIsPromisedTooMuch();
        return audit.findings;
    }

    private void nothingIsUnderWay() {
        nodes.keySet().stream()
                .filter(path -> path.matches(".*/(next_tasks|active_tasks|cancels)/[^/]+"))
                .forEach(path -> findings.add("left: " + path));
    }

    private void machinesAndInstancesAgree() {
        Map<String, String> hosts = new HashMap<>();
        of(".*/computes/[^/]+/managing/[^/]+", Managed.class).forEach((path, managed) -> {
            String instance = Paths.lastPart(path);
            if (managed.isMachine() && hosts.put(instance, paths.parts(path).get(1)) != null) {
                findings.add("two machines of " + instance);
            }
        });
        Map<String, Instance> instances = of(".*/instances/[^/]+/[^/]+", Instance.class);
        instances.forEach((path, instance) -> {
            String host = hosts.remove(instance.id());
            if (instance.workUnit().isPresent()) {
                findings.add(path + " is held");
            }
            if (instance.status() == Instance.Status.ACTIVE
                    && !Optional.ofNullable(host).equals(instance.compute())) {
                findings.add(path + " is on " + instance.compute() + ", its machine on " + host);
            }
        });
        hosts.forEach((instance, host) -> findings.add("nobody knows " + instance + " on " + host));
    }

    private void portsAndClaimsAgree() {
        Map<String, Port> ports = new HashMap<>();
        of(".*/ports/[^/]+/[^/]+", Port.class).forEach((path, port) -> {
            ports.put(port.id(), port);
            if (port.instance()
                    .filter(id -> !nodes.containsKey(paths.instance(id)))
                    .isPresent()) {
                findings.add(path + " has no instance");
            }
        });
        Set<String> owned = new HashSet<>();
        of(".*/(addresses|macs)/[^/]+/[^/]+", Claim.class)
                .forEach((path, claim) -> claim.ports().forEach(id -> {
                    String what = Paths.lastPart(path);
                    Port port = ports.get(id);
                    boolean agrees = port != null
                            && (port.mac().equals(what)
                                    || port.addresses().stream()
                                            .anyMatch(address -> address.ip().equals(what)));
                    if (!agrees) {
                        findings.add(path + " is claimed by " + id + ", which does not have it");
                    }
                    if (!owned.add(what)) {
                        findings.add(what + " is owned twice");
                    }
                }));
        ports.values().forEach(port -> {
            if (!owned.contains(port.mac())
                    || port.addresses().stream().anyMatch(address -> !owned.contains(address.ip()))) {
                findings.add("port " + port.id() + " has something that it does not own");
            }
        });
    }

    /** The port of a machine on an overlay has a place, on the machine's host; and nothing else has one. */
    private void placesAgree() {
        Map<String, Place> places = of(".*/places/[^/]+/[^/]+", Place.class);
        Map<String, Instance> instances = of(".*/instances/[^/]+/[^/]+", Instance.class);
        of(".*/networks/[^/]+", Network.class).forEach((path, network) -> {
            boolean overlay = network.segment().type() == Segment.Type.VXLAN;
            of(path + "/ports/[^/]+/[^/]+", Port.class).forEach((portPath, port) -> {
                Optional<Place> place = Optional.ofNullable(places.remove(paths.place(network.id(), port.id())));
                Optional<String> host = port.instance()
                        .filter(id -> overlay)
                        .flatMap(id -> Optional.ofNullable(instances.get(paths.instance(id))))
                        .flatMap(Instance::compute);
                if (!place.map(Place::host).equals(host)) {
                    findings.add(portPath + " is on " + host + ", and its place says " + place);
                }
            });
        });
        places.keySet().forEach(path -> findings.add(path + " is left over"));
    }

    private void nobodyIsPromisedTooMuch() {
        Map<String, Resources> used = new HashMap<>();
        of(".*/computes/[^/]+/managing/[^/]+", Managed.class)
                .forEach((path, managed) -> used.merge(host(path), managed.consumes(), Resources::plus));
        of(".*/computes/[^/]+/(next|active)_tasks/[^/]+", Task.class)
                .forEach((path, task) -> used.merge(host(path), task.consumes(), Resources::plus));
        of(".*/computes/[^/]+/self", ComputeSelf.class).forEach((path, self) -> {
            Resources sum = used.getOrDefault(host(path), Resources.NONE);
            if (!sum.fitsIn(self.capacity())) {
                findings.add(host(path) + " is promised " + sum);
            }
        });
    }

    private String host(String path) {
        return paths.parts(path).get(1);
    }

    private <T> Map<String, T> of(String form, Class<T> type) {
        Map<String, T> found = new TreeMap<>();
        nodes.forEach((path, node) -> {
            if (path.matches(form)) {
                found.put(path, node.as(type));
            }
        });
        return found;
    }
}
