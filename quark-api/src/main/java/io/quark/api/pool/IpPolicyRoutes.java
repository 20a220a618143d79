package io.quark.api.pool;

import io.quark.api.bind.Faults;
import io.quark.api.http.Answer;
import io.quark.api.http.Parameter;
import io.quark.api.http.Request;
import io.quark.api.http.Route;
import io.quark.api.network.AddressBook;
import io.quark.api.network.Ownership;
import io.quark.api.view.Cluster;
import io.quark.api.view.ETags;
import io.quark.api.view.Entry;
import io.quark.api.view.Freshness;
import io.quark.api.view.Listing;
import io.quark.api.view.NetCatalogue.Binding;
import io.quark.api.work.Acceptance;
import io.quark.api.work.Draft;
import io.quark.api.work.WorkUnitAnswer;
import io.quark.api.work.WorkUnitIds;
import io.quark.common.model.IpPolicy;
import io.quark.common.model.NetRequest.CreateIpPolicy;
import io.quark.common.model.NetRequest.DeleteIpPolicy;
import io.quark.common.model.NetRequest.UpdateIpPolicy;
import io.quark.common.model.Target;
import io.quark.net.model.PolicyRules;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** {@code /v1/ip-policies}: what is never handed out of the subnets that they are bound to. Thread safe. */
public final class IpPolicyRoutes {

    private static final String TYPE = "ip_policy";
    private static final String COLLECTION = "/v1/ip-policies";
    private static final String SINGLE = COLLECTION + "/{ip_policy}";
    private static final String HINT =
            "Correct these fields; what is excluded is a CIDR, an address, a range a-b, or offsets like 0-9 or -10--1.";

    /** Subnets that an answer names at most. */
    private static final int SHOWN = 100;

    private final Cluster cluster;
    private final AddressBook book;
    private final Acceptance acceptance;
    private final Clock clock;
    private final Shelf<IpPolicy, IpPolicyAnswer> shelf;

    public IpPolicyRoutes(Cluster cluster, AddressBook book, Freshness freshness, Acceptance acceptance, Clock clock) {
        this.cluster = cluster;
        this.book = book;
        this.acceptance = acceptance;
        this.clock = clock;
        this.shelf = new Shelf<>(cluster.catalogue().findPolicy(), freshness, this::show);
    }

    /** All of them. */
    public List<Route> routes() {
        return List.of(
                Route.post(COLLECTION, "create_ip_policy")
                        .says("Makes an IP policy, to be bound to subnets.")
                        .body(IpPolicyBody.class)
                        .changes(WorkUnitAnswer.class)
                        .by(this::create),
                Route.get(COLLECTION, "list_ip_policies")
                        .says("Lists IP policies; those that other projects share are among them.")
                        .takes(Listing.parameters(
                                Parameter.text("name", "Only those of this name."),
                                Parameter.text(
                                        "project",
                                        "Those of this project instead of the header's; *: of all projects.")))
                        .answersPage(IpPolicyAnswer.class)
                        .by(this::list),
                Route.get(SINGLE, "get_ip_policy")
                        .says("Shows an IP policy, by id or name.")
                        .takes(Listing.single())
                        .answers(IpPolicyAnswer.class, "The policy.")
                        .problems(409)
                        .by(request -> shelf.get(request, request.part(TYPE))),
                Route.patch(SINGLE, "update_ip_policy")
                        .says(
                                "Changes a policy, also while it is bound: refused where an address in use would be excluded.")
                        .body(IpPolicyPatch.class)
                        .changes(WorkUnitAnswer.class)
                        .problems(412)
                        .by(this::update),
                Route.delete(SINGLE, "delete_ip_policy")
                        .says("Removes a policy that is bound to no subnet.")
                        .changes(WorkUnitAnswer.class)
                        .problems(412)
                        .by(this::delete));
    }

    private IpPolicyAnswer show(IpPolicy policy) {
        List<String> subnets =
                cluster.catalogue().bindings(policy.id()).map(Binding::subnet).toList();
        return new IpPolicyAnswer(
                policy.id(),
                policy.name(),
                policy.project(),
                policy.exclude(),
                policy.shared(),
                subnets.stream().limit(SHOWN).toList(),
                subnets.size(),
                policy.changing().isPresent(),
                policy.createdAt());
    }

    private CompletableFuture<Answer> list(Request request) {
        Optional<String> given = request.query("project");
        String project = given.orElse(request.project());
        return shelf.list(
                request,
                cluster.catalogue().policies().in(Optional.empty()),
                policy -> (project.equals("*")
                                || policy.project().equals(project)
                                || (policy.shared() && given.isEmpty()))
                        && request.query("name").map(policy.name()::equals).orElse(true));
    }

    private CompletableFuture<Answer> create(Request request) {
        IpPolicyBody body = request.read(IpPolicyBody.class);
        List<String> exclude = exclusions(body.exclude(), request.faults());
        request.refuseFaults(HINT);
        return acceptance.accept(request, ids -> create(request, body, exclude, ids));
    }

    private static List<String> exclusions(List<String> asked, Faults faults) {
        if (faults.touch("/exclude")) {
            return List.of();
        }
        var checked = PolicyRules.exclusions(asked);
        checked.faults().forEach(fault -> faults.add("/exclude" + fault.pointer(), fault.detail()));
        return checked.good().orElse(List.of());
    }

    private Draft create(Request request, IpPolicyBody body, List<String> exclude, WorkUnitIds ids) {
        String workUnit = ids.free();
        String id = ids.made(workUnit, TYPE);
        IpPolicy policy = new IpPolicy(
                id,
                body.name().orElseThrow(),
                request.project(),
                exclude,
                body.shared().orElse(false),
                Optional.empty(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                workUnit);
        shelf.refuseNameTaken(request.project(), policy.name());
        return book.possible(
                request.project(),
                new Draft(workUnit, new Target(TYPE, id, policy.name()), new CreateIpPolicy(policy)));
    }

    private CompletableFuture<Answer> update(Request request) {
        IpPolicyPatch patch = request.read(IpPolicyPatch.class);
        List<String> exclude = exclusions(patch.exclude(), request.faults());
        Shelf.refuseEmpty(request);
        request.refuseFaults(HINT);
        return acceptance.accept(request, ids -> {
            Entry<IpPolicy> found = shelf.lookup().addressed(request.project(), request.part(TYPE));
            IpPolicy policy = found.value();
            Ownership.refuseForeign(request, "IP policy " + policy.name(), policy.project());
            Optional<Integer> version = ETags.expected(request, "IP policy " + policy.name(), found.node());
            patch.name()
                    .filter(name -> !name.equals(policy.name()))
                    .ifPresent(name -> shelf.refuseNameTaken(policy.project(), name));
            return book.possible(
                    request.project(),
                    new Draft(
                            ids.inShardOf(policy.id()),
                            new Target(TYPE, policy.id(), patch.name().orElse(policy.name())),
                            new UpdateIpPolicy(
                                    patch.name(), request.given("exclude", exclude), patch.shared(), version)));
        });
    }

    /** What people know a subnet by. */
    private String range(String network, String id) {
        return cluster.subnetsOf(network).stream()
                .filter(subnet -> subnet.id().equals(id))
                .map(subnet -> subnet.cidr())
                .findFirst()
                .orElse(id);
    }

    private CompletableFuture<Answer> delete(Request request) {
        return acceptance.accept(request, ids -> {
            IpPolicy policy = shelf.addressed(request, request.part(TYPE)).value();
            Ownership.refuseForeign(request, "IP policy " + policy.name(), policy.project());
            Ownership.refuseHeld(
                    "the IP policy " + policy.name() + " is bound",
                    cluster.catalogue()
                            .bindings(policy.id())
                            .limit(Ownership.NAMED + 1L)
                            .map(bound -> "subnet " + range(bound.network(), bound.subnet()) + " of network "
                                    + cluster.networks()
                                            .byId(bound.network())
                                            .map(network -> network.value().name())
                                            .orElse(bound.network()))
                            .toList(),
                    "Give those subnets another policy or none first: PATCH them.");
            return book.possible(
                    request.project(),
                    new Draft(
                            ids.inShardOf(policy.id()),
                            new Target(TYPE, policy.id(), policy.name()),
                            new DeleteIpPolicy()));
        });
    }
}
