package io.quark.api.e2e;

import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quark.api.local.ClusterPlan;
import io.quark.common.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** Two hypervisors of a test's own, each with a quark-compute, and the rest of a Quark beside them. */
final class TwoHosts implements AutoCloseable {

    /** Flat, so that the host of a guest reaches it, whatever becomes of its other networks. */
    static final String CONSOLES = "consoles";

    private final NamespacedHosts hosts;
    private final Quark quark;

    private TwoHosts(NamespacedHosts hosts, Quark quark) {
        this.hosts = hosts;
        this.quark = quark;
    }

    /**
     * Starts all; the test is skipped where real guests cannot run.
     *
     * @param settings of the plan, with the directory in which everything lies
     */
    static TwoHosts start(BiFunction<ClusterPlan, Path, ClusterPlan> settings) throws Exception {
        assumeThat(Libvirt.isThere())
                .as("a real libvirt, and root for its network namespaces")
                .isTrue();
        Path dir = Quark.directory();
        NamespacedHosts hosts = NamespacedHosts.open(dir, 2);
        try {
            ClusterPlan plan = hosts.plan().orcs(1).with("compute", "zookeeper.session_timeout_ms", "3000");
            TwoHosts both = new TwoHosts(hosts, Quark.start(dir, settings.apply(plan, dir)));
            both.quark.makeNetwork(Rest.network(CONSOLES, "10.90.0.0/24"));
            return both;
        } catch (Exception | AssertionError e) {
            hosts.close();
            throw e;
        }
    }

    Quark quark() {
        return quark;
    }

    NamespacedHost first() {
        return hosts.host(1);
    }

    NamespacedHost second() {
        return hosts.host(2);
    }

    List<NamespacedHost> all() {
        return List.of(first(), second());
    }

    NamespacedHost other(NamespacedHost host) {
        return host.equals(first()) ? second() : first();
    }

    /** Makes a VXLAN network across both. */
    String vxlan(String name, String cidr) throws IOException {
        ObjectNode body = Rest.network(name, cidr).put("mtu", 1450);
        body.putObject("segment").put("type", "vxlan");
        return quark.makeNetwork(body);
    }

    /** What is asked for to get a {@link Guest} on that host. */
    static ObjectNode machine(String name, NamespacedHost host) {
        return Rest.instance(name, CONSOLES).put("user_data", Guest.USER_DATA).put("compute", host.name());
    }

    /** The same with an interface on another network. */
    static ObjectNode machine(String name, String network, String ip, NamespacedHost host) {
        ObjectNode body = machine(name, host);
        body.withArray("nics")
                .addObject()
                .put("network", network)
                .putArray("ips")
                .add(ip);
        return body;
    }

    Rest.Answer build(ObjectNode machine) throws IOException {
        return quark.rest().post("/v1/instances", machine);
    }

    /** The machine as a guest that does what it is told, and is looked at by its last interface. */
    Guest guest(Rest.Answer build, NamespacedHost host) throws IOException {
        String id = quark.succeeded(build).at("/target/id").asText();
        JsonNode nics = quark.rest().get("/v1/instances/" + id).json().path("nics");
        JsonNode last = nics.get(nics.size() - 1);
        return new Guest(
                host,
                id,
                last.path("port").asText(),
                last.path("mac").asText(),
                last.at("/ips/0").asText(),
                nics.at("/0/ips/0").asText());
    }

    /** Asks for an action on a machine; single quotes stand for double ones. */
    Rest.Answer act(Guest guest, String action) throws IOException {
        return send("POST", "/v1/instances/" + guest.id() + "/actions", action);
    }

    /** Kills the daemons of both at once, and starts them again. */
    void killDaemons() throws IOException {
        for (NamespacedHost host : all()) {
            quark.cluster().process("compute-" + host.name()).kill();
        }
        for (NamespacedHost host : all()) {
            quark.cluster().restart("compute-" + host.name());
        }
    }

    JsonNode done(String method, String path, String body) throws IOException {
        return quark.succeeded(send(method, path, body));
    }

    /** Single quotes stand for double ones; an empty body is none. */
    Rest.Answer send(String method, String path, String body) throws IOException {
        return body.isEmpty()
                ? quark.rest().send(method, path, "")
                : quark.rest()
                        .send(method, path, Json.tree(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }

    static String virsh(NamespacedHost host, String... command) {
        return host.run(Stream.concat(Stream.of("virsh", "-q", "-c", "qemu:///system"), Stream.of(command))
                        .toArray(String[]::new))
                .output()
                .strip();
    }

    /** The machines that a host's libvirt knows, whether they run or not. */
    static List<String> domains(NamespacedHost host) {
        return virsh(host, "list", "--all", "--uuid").lines().map(String::strip).toList();
    }

    @Override
    public void close() throws IOException {
        try (quark) {
            hosts.close();
        }
    }
}
