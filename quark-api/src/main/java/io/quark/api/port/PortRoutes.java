package io.quark.api.port;

import io.quark.api.bind.Field;
import io.quark.api.http.Answer;
import io.quark.api.http.Request;
import io.quark.api.http.Route;
import io.quark.api.network.AddressBook;
import io.quark.api.qos.QosChoice;
import io.quark.api.view.Cluster;
import io.quark.api.view.ETags;
import io.quark.api.view.Entry;
import io.quark.api.view.Freshness;
import io.quark.api.view.Listing;
import io.quark.api.work.Acceptance;
import io.quark.api.work.Draft;
import io.quark.api.work.WorkUnitAnswer;
import io.quark.api.work.WorkUnitIds;
import io.quark.common.id.Ids;
import io.quark.common.model.NetRequest.UpdatePort;
import io.quark.common.model.Port;
import io.quark.common.model.QosPolicy;
import io.quark.common.model.Target;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** {@code /v1/ports}. Thread safe. */
public final class PortRoutes {

    static final String TYPE = "port";

    static final String HINT = "Correct these fields; /docs shows what a port takes.";

    private final Cluster cluster;
    private final AddressBook book;
    private final Freshness freshness;
    private final Acceptance acceptance;
    private final PortChanges changes;
    private final QosChoice qos;

    public PortRoutes(Cluster cluster, AddressBook book, Freshness freshness, Acceptance acceptance) {
        this.cluster = cluster;
        this.book = book;
        this.freshness = freshness;
        this.acceptance = acceptance;
        this.changes = new PortChanges(cluster, book);
        this.qos = new QosChoice(cluster);
    }

    /** What {@code DELETE /v1/ports} takes. */
    public record PortsDeletionBody(
            @Field(required = true, maxItems = PortsBody.MOST, says = "Ports, by id or name; all go, or none.")
            List<String> ports) {}

    /** All of them. */
    public List<Route> routes() {
        return List.of(
                Route.post("/v1/ports", "create_ports")
                        .says("Makes a port, or up to 1,000 at once: all or none. They outlive what uses them.")
                        .body(PortsBody.class)
                        .changes(WorkUnitAnswer.class)
                        .by(this::create),
                Route.get("/v1/ports", "list_ports")
                        .says("Lists ports.")
                        .takes(Listing.parameters(PortFilter.PARAMETERS))
                        .answersPage(PortAnswer.class)
                        .by(this::list),
                Route.delete("/v1/ports", "delete_ports")
                        .says("Removes up to 1,000 ports that no instance uses: all or none.")
                        .body(PortsDeletionBody.class)
                        .changes(WorkUnitAnswer.class)
                        .by(this::deleteMany),
                Route.get("/v1/ports/{port}", "get_port")
                        .says("Shows a port, by id or name.")
                        .takes(Listing.single())
                        .answers(PortAnswer.class, "The port.")
                        .problems(409)
                        .by(this::get),
                Route.patch("/v1/ports/{port}", "update_port")
                        .says(
                                "Changes a port's name, its tags, what uses it, its QoS policy or its security groups; a machine that uses it runs on. qos_work_unit in the"
                                        + " result, where there is one, is the job that ends when the policy is in force on the host.")
                        .body(PortPatch.class)
                        .changes(WorkUnitAnswer.class)
                        .problems(412)
                        .by(this::update),
                Route.delete("/v1/ports/{port}", "delete_port")
                        .says("Removes a port that no instance uses; its addresses and its MAC cool.")
                        .changes(WorkUnitAnswer.class)
                        .problems(412)
                        .by(this::delete));
    }

    private CompletableFuture<Answer> create(Request request) {
        PortsBody body = request.read(PortsBody.class);
        boolean many = request.gives("ports");
        List<PortBody> ports = many ? body.ports() : List.of(body.single());
        List<String> pointers = many
                ? IntStream.range(0, ports.size()).mapToObj(i -> "/ports/" + i).toList()
                : List.of("");
        if (many && request.body().orElseThrow().size() > 1) {
            request.faults().add("", "has ports and more; what is said of a port stands in the list");
        } else if (many && ports.isEmpty() && !request.faults().touch("/ports")) {
            request.faults().add("/ports", "names no port");
        }
        PortDraft.check(ports, pointers, request.faults());
        request.refuseFaults(HINT);
        PortDraft.refuseUnsupported(ports, pointers);
        return acceptance.accept(request, ids -> changes.creation(request, ports, pointers, ids));
    }

    private CompletableFuture<Answer> list(Request request) {
        return freshness.caughtUp().thenApply(done -> {
            PortFilter filter = new PortFilter(request, cluster);
            return Answer.ok(new Listing(request)
                    .page(
                            cluster.ports().in(PortFilter.network(request, cluster)),
                            entry -> Optional.of(entry.value())
                                    .filter(filter::matches)
                                    .map(port -> PortAnswer.of(cluster, port))));
        });
    }

    private CompletableFuture<Answer> get(Request request) {
        return freshness.caughtUp().thenApply(done -> {
            Entry<Port> found = addressed(request);
            return Answer.ok(new Listing(request).trimmed(PortAnswer.of(cluster, found.value())))
                    .with("ETag", ETags.of(found.node()));
        });
    }

    private CompletableFuture<Answer> update(Request request) {
        PortPatch patch = request.read(PortPatch.class);
        if (request.body().filter(body -> body.isEmpty()).isPresent()) {
            request.faults().add("", "has nothing to change");
        }
        patch.name()
                .filter(name -> Ids.isId(Ids.canonical(name)))
                .ifPresent(name -> request.faults().add("/name", "must not look like an id"));
        request.refuseFaults("Give at least one of name, tags, device, qos_policy, security.");
        DeviceBody.refuseInstance(patch.device(), "/device/type");
        return acceptance.accept(request, ids -> {
            Entry<Port> found = addressed(request);
            Port port = found.value();
            Optional<Integer> version = ETags.expected(request, "port " + port.name(), found.node());
            if (request.gives("device")) {
                PortChanges.refuseUsed(List.of(port));
            }
            Optional<QosPolicy> policy = qos.named(request.project(), patch.qosPolicy(), "", request.faults());
            List<String> groups = patch.security()
                    .map(security -> security.ids(cluster, request.project(), "/security", request.faults()))
                    .orElse(List.of());
            request.refuseFaults(HINT);
            policy.ifPresent(chosen -> {
                qos.refuseUnsupported(chosen, port);
                cluster.networks()
                        .byId(port.network())
                        .ifPresent(network ->
                                qos.refuseSmallBurst(chosen, "", network.value().mtu()));
            });
            boolean free = request.gives("device") && patch.device().isEmpty();
            return book.possible(
                    request.project(),
                    new Draft(
                            inShardOfUser(ids, port),
                            new Target(TYPE, port.id(), patch.name().orElse(port.name())),
                            new UpdatePort(
                                    port.network(),
                                    patch.name(),
                                    request.given("tags", patch.tags()),
                                    patch.device().map(DeviceBody::device),
                                    free,
                                    QosChoice.change(request.gives("qos_policy"), policy),
                                    request.given("security", groups),
                                    version)));
        });
    }

    /** All work on the interfaces of an instance is in one hand. */
    static String inShardOfUser(WorkUnitIds ids, Port port) {
        return ids.inShardOf(port.instance().orElse(port.network()));
    }

    private CompletableFuture<Answer> delete(Request request) {
        return acceptance.accept(request, ids -> {
            Entry<Port> found = addressed(request);
            ETags.expected(request, "port " + found.value().name(), found.node());
            return changes.deletion(request, List.of(found.value()), ids);
        });
    }

    private CompletableFuture<Answer> deleteMany(Request request) {
        PortsDeletionBody body = request.read(PortsDeletionBody.class);
        if (body.ports().isEmpty() && !request.faults().touch("/ports")) {
            request.faults().add("/ports", "names no port");
        }
        request.refuseFaults(HINT);
        return acceptance.accept(request, ids -> {
            List<Port> ports = changes.named(request, body.ports());
            return changes.deletion(request, ports, ids);
        });
    }

    private Entry<Port> addressed(Request request) {
        return cluster.findPort().addressed(request.project(), request.part(TYPE));
    }
}
