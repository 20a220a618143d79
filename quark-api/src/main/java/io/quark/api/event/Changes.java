package io.quark.api.event;

import io.quark.api.event.ChangeEvent.Subject;
import io.quark.common.json.MalformedRecordException;
import io.quark.common.model.Flavor;
import io.quark.common.model.Image;
import io.quark.common.model.Instance;
import io.quark.common.model.Managed;
import io.quark.common.model.Network;
import io.quark.common.model.Port;
import io.quark.common.model.QosPolicy;
import io.quark.common.model.SecurityGroup;
import io.quark.common.model.Snapshot;
import io.quark.common.model.Volume;
import io.quark.common.tree.Node;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeView.Change;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Says what a change of a node means to users. */
final class Changes {

    private final Paths paths;
    private final Function<String, Optional<String>> projects;

    /**
     * Reads changes of this tree.
     *
     * @param projects the project of the instance of an id, where it is known: a host does not say it
     */
    Changes(Paths paths, Function<String, Optional<String>> projects) {
        this.paths = paths;
        this.projects = projects;
    }

    /** The event; empty where the change means nothing outside. */
    Optional<ChangeEvent> event(Change change) {
        List<String> parts = paths.parts(change.path());
        Optional<Node> node = change.after().or(change::before);
        try {
            return node.flatMap(there -> switch (parts.get(0) + parts.size()) {
                case "instances3" -> Optional.of(instance(there.as(Instance.class), change));
                case "images2" -> Optional.of(image(there.as(Image.class), change));
                case "volumes3" -> Optional.of(volume(there.as(Volume.class), change));
                case "snapshots3" -> Optional.of(snapshot(there.as(Snapshot.class), change));
                case "flavors2" -> Optional.of(flavor(there.as(Flavor.class), change));
                case "net3", "net6" -> net(parts, there, change);
                case "computes3", "computes4" -> compute(parts, there, change);
                default -> Optional.empty();
            });
        } catch (MalformedRecordException e) {
            return Optional.empty(); // what cannot be read is not shown; the index says so in the log
        }
    }

    private static String verb(Change change) {
        if (change.before().isEmpty()) {
            return "created";
        }
        return change.after().isEmpty() ? "deleted" : "changed";
    }

    private static ChangeEvent instance(Instance instance, Change change) {
        return of("instance", instance.project(), instance.id(), instance.name(), change)
                .at(instance.status().text());
    }

    private static ChangeEvent image(Image image, Change change) {
        return of("image", image.project(), image.id(), image.name(), change)
                .at(image.status().text());
    }

    private static ChangeEvent volume(Volume volume, Change change) {
        return of("volume", volume.project(), volume.id(), volume.name(), change)
                .at(volume.status().text());
    }

    private static ChangeEvent snapshot(Snapshot snapshot, Change change) {
        return of("snapshot", snapshot.project(), snapshot.id(), snapshot.name(), change)
                .at(snapshot.status().text());
    }

    /** Flavors are for all projects. */
    private static ChangeEvent flavor(Flavor flavor, Change change) {
        return new ChangeEvent(
                "flavor." + verb(change),
                Optional.empty(),
                new Subject("flavor", flavor.id(), flavor.name()),
                Optional.empty());
    }

    private static Optional<ChangeEvent> net(List<String> parts, Node node, Change change) {
        if (parts.size() == 3) {
            return resource(parts.get(1), node, change);
        }
        if (!parts.get(1).equals("networks") || !parts.get(3).equals("ports")) {
            return Optional.empty();
        }
        Port port = node.as(Port.class);
        return Optional.of(of("port", port.project(), port.id(), port.name(), change));
    }

    private static Optional<ChangeEvent> resource(String kind, Node node, Change change) {
        return switch (kind) {
            case "networks" -> {
                Network network = node.as(Network.class);
                yield Optional.of(of("network", network.project(), network.id(), network.name(), change));
            }
            case "qos_policies" -> {
                QosPolicy policy = node.as(QosPolicy.class);
                yield Optional.of(of("qos_policy", policy.project(), policy.id(), policy.name(), change));
            }
            case "security_groups" -> {
                SecurityGroup group = node.as(SecurityGroup.class);
                yield Optional.of(of("security_group", group.project(), group.id(), group.name(), change));
            }
            default -> Optional.empty();
        };
    }

    private static ChangeEvent of(String type, String project, String id, String name, Change change) {
        return new ChangeEvent(
                type + "." + verb(change), Optional.of(project), new Subject(type, id, name), Optional.empty());
    }

    private Optional<ChangeEvent> compute(List<String> parts, Node node, Change change) {
        String name = parts.get(1);
        Subject compute = new Subject("compute", name, name);
        return switch (parts.get(2)) {
            case "alive" ->
                Optional.of(new ChangeEvent(
                        change.after().isPresent() ? "compute.up" : "compute.down",
                        Optional.empty(),
                        compute,
                        Optional.empty()));
            case "self" -> Optional.of(new ChangeEvent("compute.changed", Optional.empty(), compute, Optional.empty()));
            case "managing" -> parts.size() == 4 ? status(node, change) : Optional.empty();
            default -> Optional.empty();
        };
    }

    /** Only where what the hypervisor says of a machine has changed. */
    private Optional<ChangeEvent> status(Node node, Change change) {
        Managed managed = node.as(Managed.class);
        Optional<String> before =
                change.before().map(it -> it.as(Managed.class).status().text());
        Optional<String> after =
                change.after().map(it -> it.as(Managed.class).status().text());
        if (!managed.isMachine() || after.isEmpty() || before.equals(after)) {
            return Optional.empty();
        }
        String id = Paths.lastPart(node.path());
        return Optional.of(new ChangeEvent(
                "instance.status", projects.apply(id), new Subject("instance", id, managed.name()), after));
    }
}
