package io.quark.api.view;

import io.quark.api.view.Index.Identity;
import io.quark.common.model.Alive;
import io.quark.common.model.ComputeSelf;
import io.quark.common.model.Image;
import io.quark.common.model.Instance;
import io.quark.common.model.Managed;
import io.quark.common.model.Network;
import io.quark.common.model.Port;
import io.quark.common.model.Subnet;
import io.quark.common.tree.Node;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeView;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The cluster as one view of the tree shows it. Thread safe; what is read in two calls may be of two moments. */
public final class Cluster {

    private final TreeView view;
    private final Paths paths;
    private final Index<Instance> instances;
    private final Index<Network> networks;
    private final Index<Subnet> subnets;
    private final Index<Port> ports;
    private final Index<Image> images;
    private final NetCatalogue catalogue;
    private final MachineCatalogue machines;
    private final QosCatalogue qos;
    private final Index<ComputeSelf> selves;
    private final AppliedIndex applied;

    private Cluster(TreeView view, Paths paths) {
        this.view = view;
        this.paths = paths;
        Kinds kinds = new Kinds(paths);
        instances = new Index<>(
                Instance.class, kinds::isInstance, new Identity<>(Instance::id, Instance::project, Instance::name));
        networks = new Index<>(
                Network.class, kinds::isNetwork, new Identity<>(Network::id, Network::project, Network::name));
        subnets = new Index<>(Subnet.class, kinds::isSubnet, new Identity<>(Subnet::id, Subnet::network, Subnet::name));
        ports = new Index<>(Port.class, kinds::isPort, new Identity<>(Port::id, Port::network, Port::name));
        images = new Index<>(Image.class, kinds::isImage, new Identity<>(Image::id, Image::project, Image::name));
        catalogue = new NetCatalogue(view, paths);
        machines = new MachineCatalogue(paths);
        qos = new QosCatalogue(view, paths);
        selves = new Index<>(
                ComputeSelf.class, kinds::isSelf, new Identity<>(ComputeSelf::name, self -> "", ComputeSelf::name));
        applied = new AppliedIndex(paths);
    }

    /** The roots that the view must follow. */
    public static List<String> roots(Paths paths) {
        return List.of(
                paths.computes(),
                paths.instances(),
                paths.net(),
                paths.images(),
                paths.flavors(),
                paths.volumes(),
                paths.snapshots(),
                paths.names(),
                paths.quotas());
    }

    /** Follows the cluster through a view of {@link #roots}. */
    public static Cluster over(TreeView view, Paths paths) {
        Cluster cluster = new Cluster(view, paths);
        view.listen(cut -> {
            cluster.instances.apply(cut);
            cluster.networks.apply(cut);
            cluster.subnets.apply(cut);
            cluster.ports.apply(cut);
            cluster.images.apply(cut);
            cluster.catalogue.apply(cut);
            cluster.machines.apply(cut);
            cluster.qos.apply(cut);
            cluster.selves.apply(cut);
            cluster.applied.apply(cut);
        });
        return cluster;
    }

    public TreeView view() {
        return view;
    }

    public Paths paths() {
        return paths;
    }

    public Index<Instance> instances() {
        return instances;
    }

    public Index<Network> networks() {
        return networks;
    }

    /** All ports; their "project" in the order is their network. */
    public Index<Port> ports() {
        return ports;
    }

    public Index<Image> images() {
        return images;
    }

    public Index<Subnet> subnets() {
        return subnets;
    }

    /** What networks are made of: policies, ranges, pools, quotas. */
    public NetCatalogue catalogue() {
        return catalogue;
    }

    /** Flavors, volumes and snapshots. */
    public MachineCatalogue machines() {
        return machines;
    }

    /** QoS policies and security groups. */
    public QosCatalogue qos() {
        return qos;
    }

    /** What hosts say that they have realised. */
    public AppliedIndex applied() {
        return applied;
    }

    public Lookup<Instance> findInstance() {
        return new Lookup<>(
                "instance",
                "/v1/instances",
                instances,
                (instance, project) -> instance.project().equals(project));
    }

    /** A project's own networks, and shared ones by their id. */
    public Lookup<Network> findNetwork() {
        return new Lookup<>(
                "network",
                "/v1/networks",
                networks,
                (network, project) -> network.shared() || network.project().equals(project));
    }

    public Lookup<Image> findImage() {
        return new Lookup<>(
                "image",
                "/v1/images",
                images,
                (image, project) -> image.project().equals(project));
    }

    /** The subnets of a network. */
    public Lookup<Subnet> findSubnet(Network network) {
        return new Lookup<>(
                "subnet",
                "/v1/networks/" + network.id() + "/subnets",
                subnets,
                (subnet, project) -> subnet.network().equals(network.id()),
                new Lookup.Scope(project -> Stream.of(network.id()), project -> " of network " + network.name(), ""));
    }

    /** A project's own ports, on its own networks and on shared ones. */
    public Lookup<Port> findPort() {
        return new Lookup<>(
                "port",
                "/v1/ports",
                ports,
                (port, project) -> port.project().equals(project) && isThere(port),
                new Lookup.Scope(this::visibleNetworks, Lookup.Scope.PROJECT.words(), Lookup.Scope.PROJECT.advice()));
    }

    /** Ids of a project's own networks and of those that others share. */
    public Stream<String> visibleNetworks(String project) {
        return networks.in(Optional.empty()).values().stream()
                .map(Entry::value)
                .filter(network -> network.shared() || network.project().equals(project))
                .map(Network::id);
    }

    public List<Subnet> subnetsOf(String network) {
        return subnets.in(Optional.of(network)).values().stream()
                .map(Entry::value)
                .toList();
    }

    /** The ports of a network that are there for everybody. */
    public Stream<Entry<Port>> portsOf(String network) {
        Set<String> pending = pending(network);
        return ports.in(Optional.of(network)).values().stream().filter(entry -> isThere(entry.value(), pending));
    }

    /** How many these are; walks them only while some are being made. */
    public int countPortsOf(String network) {
        return pending(network).isEmpty()
                ? ports.count(network)
                : (int) portsOf(network).count();
    }

    /** Whether a port is there for others than the work unit that makes it together with more. */
    public boolean isThere(Port port) {
        return isThere(port, pending(port.network()));
    }

    private static boolean isThere(Port port, Set<String> pending) {
        return port.batch().filter(pending::contains).isEmpty();
    }

    /** The work units that are making several ports of a network together. */
    private Set<String> pending(String network) {
        return view.children(paths.pending(network));
    }

    /** The names of all computes that ever told of themselves, in order. */
    public Collection<String> computes() {
        return new TreeSet<>(view.children(paths.computes()));
    }

    public boolean isAlive(String compute) {
        return view.get(paths.alive(compute)).isPresent();
    }

    /** What says that a compute is alive; empty where it is not. */
    public Optional<Alive> alive(String compute) {
        return view.get(paths.alive(compute)).map(node -> node.as(Alive.class));
    }

    /** What a compute tells of itself; empty where it never did. */
    public Optional<ComputeSelf> self(String compute) {
        return selves.byId(compute).map(Entry::value);
    }

    /** What all computes tell of themselves. */
    public Map<String, Entry<ComputeSelf>> selves() {
        return selves.in(Optional.empty());
    }

    /** What a compute says of a machine that it looks after. */
    public Optional<Managed> managed(String compute, String instance) {
        return view.get(paths.managed(compute, instance))
                .filter(Cluster::hasRecord)
                .map(node -> node.as(Managed.class));
    }

    /** Whether a node carries a record and does not only hold others. */
    public static boolean hasRecord(Node node) {
        return node.data().length > 0;
    }

    /** Tells by its path what a node is. */
    private record Kinds(Paths paths) {

        boolean isInstance(String path) {
            List<String> parts = paths.parts(path);
            return parts.size() == 3 && parts.get(0).equals("instances");
        }

        boolean isSelf(String path) {
            List<String> parts = paths.parts(path);
            return parts.size() == 3
                    && parts.get(0).equals("computes")
                    && parts.get(2).equals("self");
        }

        boolean isImage(String path) {
            List<String> parts = paths.parts(path);
            return parts.size() == 2 && parts.get(0).equals("images");
        }

        boolean isNetwork(String path) {
            List<String> parts = paths.parts(path);
            return parts.size() == 3 && inNetworks(parts);
        }

        boolean isSubnet(String path) {
            List<String> parts = paths.parts(path);
            return parts.size() == 5 && inNetworks(parts) && parts.get(3).equals("subnets");
        }

        boolean isPort(String path) {
            List<String> parts = paths.parts(path);
            return parts.size() == 6 && inNetworks(parts) && parts.get(3).equals("ports");
        }

        private static boolean inNetworks(List<String> parts) {
            return parts.get(0).equals("net") && parts.get(1).equals("networks");
        }
    }
}
