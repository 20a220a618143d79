package io.quark.api.port;

import io.quark.api.bind.Field;
import io.quark.api.http.Answer;
import io.quark.api.http.Parameter;
import io.quark.api.http.ProblemType;
import io.quark.api.http.Request;
import io.quark.api.http.Route;
import io.quark.api.network.AddressBook;
import io.quark.api.network.Ownership;
import io.quark.api.port.PortAnswer.DeviceAnswer;
import io.quark.api.view.Cluster;
import io.quark.api.view.Freshness;
import io.quark.api.view.Listing;
import io.quark.api.view.Lookup;
import io.quark.api.work.Acceptance;
import io.quark.api.work.Draft;
import io.quark.api.work.WorkUnitAnswer;
import io.quark.api.work.WorkUnitIds;
import io.quark.common.id.Ids;
import io.quark.common.model.MacRange;
import io.quark.common.model.NetRequest.CreateMac;
import io.quark.common.model.NetRequest.DeleteMac;
import io.quark.common.model.Target;
import io.quark.net.model.Checked;
import io.quark.net.model.Mac;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** {@code /v1/macs}: MACs that are not free, and MACs for devices that have no port. Thread safe. */
public final class MacRoutes {

    private static final String TYPE = "mac";
    private static final String SINGLE = "/v1/macs/{mac}";

    private final Cluster cluster;
    private final AddressBook book;
    private final Freshness freshness;
    private final Acceptance acceptance;
    private final Macs macs;

    public MacRoutes(Cluster cluster, AddressBook book, Freshness freshness, Acceptance acceptance) {
        this.cluster = cluster;
        this.book = book;
        this.freshness = freshness;
        this.acceptance = acceptance;
        this.macs = new Macs(cluster);
    }

    /** What {@code POST /v1/macs} takes. */
    public record MacBody(
            @Field(maxLength = 17, says = "This MAC; the next one of the ranges unless given.")
            Optional<String> mac,

            @Field(says = "What has it.") Optional<DeviceBody> device,

            @Field(maxLength = AddressBody.NOTE, says = "Why it is recorded, for people.")
            Optional<String> note) {}

    /** All of them. */
    public List<Route> routes() {
        return List.of(
                Route.get("/v1/macs", "list_macs")
                        .says("Lists MACs that are not free; those that cool belong to nobody and are shown to all.")
                        .takes(Listing.parameters(
                                Parameter.text("mac", "Only this one."),
                                Parameter.text("range", "Only those of this range, by name or id."),
                                Parameter.text("device", "Only those of the device of this id."),
                                Parameter.text("state", "allocated or cooling."),
                                PortFilter.PROJECT))
                        .answersPage(MacAnswer.class)
                        .by(this::list),
                Route.post("/v1/macs", "create_mac")
                        .says("Takes a MAC for a device that has no port.")
                        .body(MacBody.class)
                        .changes(WorkUnitAnswer.class)
                        .by(this::create),
                Route.get(SINGLE, "get_mac")
                        .says("Shows a MAC that is not free.")
                        .takes(Listing.single())
                        .answers(MacAnswer.class, "The MAC.")
                        .by(this::get),
                Route.delete(SINGLE, "delete_mac")
                        .says("Gives back a MAC that no port has.")
                        .changes(WorkUnitAnswer.class)
                        .by(this::delete));
    }

    private CompletableFuture<Answer> list(Request request) {
        return freshness
                .caughtUp()
                .thenApply(done -> Answer.ok(new Listing(request)
                        .page(macs.all(), mac -> Optional.of(mac).filter(one -> matches(request, one)))));
    }

    private boolean matches(Request request, MacAnswer mac) {
        Optional<String> range = request.query("range")
                .map(text -> cluster.catalogue().findMacRange().find("", text) instanceof Lookup.Found.One<MacRange> one
                        ? one.entry().value().id()
                        : text);
        return PortFilter.project(request)
                        .map(name -> mac.project().map(name::equals).orElse(true))
                        .orElse(true)
                && PortFilter.mac(request).map(mac.mac()::equals).orElse(true)
                && range.map(id -> mac.range().filter(id::equals).isPresent()).orElse(true)
                && request.query("device")
                        .map(id -> mac.device()
                                .map(DeviceAnswer::id)
                                .filter(id::equals)
                                .isPresent())
                        .orElse(true)
                && request.query("state").map(mac.state().text()::equals).orElse(true);
    }

    private CompletableFuture<Answer> create(Request request) {
        MacBody body = request.read(MacBody.class);
        Optional<Checked<Mac>> asked =
                body.mac().filter(text -> !request.faults().touch("/mac")).map(Mac::parse);
        asked.ifPresent(checked ->
                checked.faults().forEach(fault -> request.faults().add("/mac", fault.detail())));
        request.refuseFaults("Give a MAC like 52:54:00:12:34:56, or none.");
        DeviceBody.refuseInstance(body.device(), "/device/type");
        Optional<String> mac = asked.flatMap(checked -> checked.good()).map(Mac::text);
        return acceptance.accept(request, ids -> create(request, body, mac, ids));
    }

    private Draft create(Request request, MacBody body, Optional<String> mac, WorkUnitIds ids) {
        String workUnit = ids.free();
        return book.possible(
                request.project(),
                new Draft(
                        workUnit,
                        new Target(
                                TYPE,
                                mac.map(MacRoutes::id).orElseGet(() -> ids.made(workUnit, TYPE)),
                                mac.orElse("next")),
                        new CreateMac(mac, body.device().map(DeviceBody::device), body.note())));
    }

    /** MACs have no ids of their own; targets of work units have. */
    private static String id(String mac) {
        return Ids.derived(TYPE, mac);
    }

    private CompletableFuture<Answer> get(Request request) {
        return freshness.caughtUp().thenApply(done -> Answer.ok(new Listing(request).trimmed(addressed(request))));
    }

    private CompletableFuture<Answer> delete(Request request) {
        return acceptance.accept(request, ids -> {
            MacAnswer mac = addressed(request);
            Ownership.refuseHeld(
                    "the MAC " + mac.mac() + " is used",
                    mac.ports().stream().map(port -> "by port " + port).toList(),
                    "It goes with its port.");
            mac.project().ifPresent(owner -> Ownership.refuseForeign(request, "MAC " + mac.mac(), owner));
            return book.possible(
                    request.project(),
                    new Draft(
                            ids.inShardOf(id(mac.mac())),
                            new Target(TYPE, id(mac.mac()), mac.mac()),
                            new DeleteMac(mac.mac())));
        });
    }

    private MacAnswer addressed(Request request) {
        Checked<Mac> asked = Mac.parse(request.part("mac"));
        return asked.good()
                .flatMap(mac -> macs.find(mac.text()))
                .orElseThrow(() -> ProblemType.NOT_FOUND.of(
                        asked.faults().stream()
                                .findFirst()
                                .map(fault -> fault.detail())
                                .orElse("nobody has the MAC " + request.part("mac")),
                        "GET /v1/macs lists the MACs that are not free."));
    }
}
