package io.quark.api.instance;

import io.quark.api.http.Parameter;
import io.quark.api.http.Request;
import io.quark.api.view.Cluster;
import io.quark.api.view.Entry;
import io.quark.api.view.Lookup;
import io.quark.common.model.Instance;
import io.quark.common.model.Network;
import io.quark.net.model.Ip;
import io.quark.net.model.Mac;
import java.util.Optional;

/** Which instances a list shows. */
final class InstanceFilter {

    static final Parameter[] PARAMETERS = {
        Parameter.text("name", "Only those of this name."),
        Parameter.text("project", "Those of this project instead of the header's; *: of all projects."),
        Parameter.text("status", "Only those of this status."),
        Parameter.text("state", "The same as status."),
        Parameter.text("compute", "Only those on this compute."),
        Parameter.text("network", "Only those on this network, by name or id."),
        Parameter.texts("label", "Only those with this label: key=value, or key for any value. May be repeated."),
        Parameter.text("ip", "Only those with this address."),
        Parameter.text("mac", "Only those with this MAC.")
    };

    private final Request request;
    private final Optional<String> network;
    private final Optional<String> ip;
    private final Optional<String> mac;

    InstanceFilter(Request request, Cluster cluster) {
        this.request = request;
        this.network = request.query("network").map(text -> networkId(cluster.findNetwork(), request.project(), text));
        this.ip = request.query("ip")
                .map(text -> Ip.parse(text).good().map(Ip::text).orElse(text));
        this.mac = request.query("mac")
                .map(text -> Mac.parse(text).good().map(Mac::text).orElse(text));
    }

    private static String networkId(Lookup<Network> lookup, String project, String text) {
        return lookup.find(project, text) instanceof Lookup.Found.One<Network> one
                ? one.entry().value().id()
                : text; // a network that is not there has no instances
    }

    /** What can be told from the record alone; the cheap part. */
    boolean matches(Entry<Instance> entry) {
        Instance instance = entry.value();
        return isOrUnset("name", instance.name())
                && request.query("compute")
                        .map(host -> instance.compute().filter(host::equals).isPresent())
                        .orElse(true)
                && network.map(id -> instance.nics().stream()
                                .anyMatch(nic -> nic.network().id().equals(id)))
                        .orElse(true)
                && mac.map(text -> instance.nics().stream()
                                .anyMatch(nic -> nic.mac().equals(text)))
                        .orElse(true)
                && ip.map(text -> hasAddress(instance, text)).orElse(true)
                && request.queries("label").stream()
                        .allMatch(label -> Labels.match(instance.spec().labels(), label));
    }

    boolean matches(InstanceAnswer shown) {
        return isOrUnset("status", shown.status()) && isOrUnset("state", shown.status());
    }

    private boolean isOrUnset(String parameter, String value) {
        return request.query(parameter).map(value::equals).orElse(true);
    }

    private static boolean hasAddress(Instance instance, String ip) {
        return instance.nics().stream()
                .flatMap(nic -> nic.addresses().stream())
                .anyMatch(address -> address.ip().equals(ip));
    }
}
