package io.quark.api.security;

import io.quark.api.http.Answer;
import io.quark.api.http.Parameter;
import io.quark.api.http.Request;
import io.quark.api.http.Route;
import io.quark.api.network.AddressBook;
import io.quark.api.network.Ownership;
import io.quark.api.pool.Shelf;
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
import io.quark.common.model.NetRequest.CreateSecurityGroup;
import io.quark.common.model.NetRequest.DeleteSecurityGroup;
import io.quark.common.model.NetRequest.UpdateSecurityGroup;
import io.quark.common.model.SecurityGroup;
import io.quark.common.model.Target;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** {@code /v1/security-groups}: what may reach ports, and what they may reach. Thread safe. */
public final class SecurityGroupRoutes {

    private static final String TYPE = "security_group";
    private static final String COLLECTION = "/v1/security-groups";
    private static final String SINGLE = COLLECTION + "/{security_group}";
    private static final String HINT = "Correct these fields; /docs shows what a security group takes.";

    /** Ports that an answer names at most. */
    private static final int SHOWN = 100;

    private final Cluster cluster;
    private final AddressBook book;
    private final Acceptance acceptance;
    private final Clock clock;
    private final GroupDraft draft;
    private final Shelf<SecurityGroup, SecurityGroupAnswer> shelf;

    public SecurityGroupRoutes(
            Cluster cluster, AddressBook book, Freshness freshness, Acceptance acceptance, Clock clock) {
        this.cluster = cluster;
        this.book = book;
        this.acceptance = acceptance;
        this.clock = clock;
        this.draft = new GroupDraft(cluster);
        this.shelf = new Shelf<>(cluster.qos().findGroup(), freshness, this::show);
    }

    /** All of them. */
    public List<Route> routes() {
        return List.of(
                Route.post(COLLECTION, "create_security_group")
                        .says("Makes a security group, for ports to be in.")
                        .body(GroupBody.class)
                        .changes(WorkUnitAnswer.class)
                        .by(this::create),
                Route.get(COLLECTION, "list_security_groups")
                        .says("Lists security groups.")
                        .takes(Listing.parameters(
                                Parameter.text("name", "Only those of this name."),
                                Parameter.text(
                                        "project",
                                        "Those of this project instead of the header's; *: of all projects.")))
                        .answersPage(SecurityGroupAnswer.class)
                        .by(this::list),
                Route.get(SINGLE, "get_security_group")
                        .says("Shows a security group, by id or name.")
                        .takes(Listing.single())
                        .answers(SecurityGroupAnswer.class, "The group.")
                        .problems(409)
                        .by(request -> shelf.get(request, request.part(TYPE))),
                Route.patch(SINGLE, "update_security_group")
                        .says("Changes a security group, also while ports are in it: their hosts follow by themselves.")
                        .body(GroupPatch.class)
                        .changes(WorkUnitAnswer.class)
                        .problems(412)
                        .by(this::update),
                Route.delete(SINGLE, "delete_security_group")
                        .says("Removes a security group that no port is in and no other group's rule names.")
                        .changes(WorkUnitAnswer.class)
                        .problems(412)
                        .by(this::delete));
    }

    private SecurityGroupAnswer show(SecurityGroup group) {
        return SecurityGroupAnswer.of(
                group,
                cluster.qos().countMembers(group.id()),
                cluster.qos().members(group.id()).limit(SHOWN).toList());
    }

    private CompletableFuture<Answer> list(Request request) {
        String project = request.query("project").orElse(request.project());
        return shelf.list(
                request,
                cluster.qos().groups().in(Optional.empty()),
                group -> (project.equals("*") || group.project().equals(project))
                        && request.query("name").map(group.name()::equals).orElse(true));
    }

    private CompletableFuture<Answer> create(Request request) {
        GroupBody body = request.read(GroupBody.class);
        checkName(body.name(), request);
        GroupDraft.check(body.rules(), request.faults());
        request.refuseFaults(HINT);
        return acceptance.accept(request, ids -> create(request, body, ids));
    }

    private static void checkName(Optional<String> name, Request request) {
        name.filter(text -> text.equals(GroupRuleBody.SELF) || Ids.isId(Ids.canonical(text)))
                .ifPresent(text -> request.faults()
                        .add("/name", "must not look like an id, nor be \"" + GroupRuleBody.SELF + "\""));
    }

    private Draft create(Request request, GroupBody body, WorkUnitIds ids) {
        String workUnit = ids.free();
        String id = ids.made(workUnit, TYPE);
        List<SecurityGroup.Rule> rules = draft.rules(body.rules(), id, workUnit, request.project(), request.faults());
        request.refuseFaults(HINT);
        SecurityGroup group = new SecurityGroup(
                id,
                body.name().orElseThrow(),
                request.project(),
                body.description().orElse(""),
                rules,
                1,
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                workUnit);
        shelf.refuseNameTaken(request.project(), group.name());
        return book.possible(
                request.project(),
                new Draft(workUnit, new Target(TYPE, id, group.name()), new CreateSecurityGroup(group)));
    }

    private CompletableFuture<Answer> update(Request request) {
        GroupPatch patch = request.read(GroupPatch.class);
        checkName(patch.name(), request);
        GroupDraft.check(patch.rules(), request.faults());
        Shelf.refuseEmpty(request);
        request.refuseFaults(HINT);
        return acceptance.accept(request, ids -> {
            Entry<SecurityGroup> found = shelf.lookup().addressed(request.project(), request.part(TYPE));
            SecurityGroup group = found.value();
            Optional<Integer> version = ETags.expected(request, "security group " + group.name(), found.node());
            patch.name()
                    .filter(name -> !name.equals(group.name()))
                    .ifPresent(name -> shelf.refuseNameTaken(group.project(), name));
            String workUnit = ids.inShardOf(group.id());
            Optional<List<SecurityGroup.Rule>> rules = request.given("rules", patch.rules())
                    .map(given -> draft.rules(given, group.id(), workUnit, request.project(), request.faults()));
            request.refuseFaults(HINT);
            return book.possible(
                    request.project(),
                    new Draft(
                            workUnit,
                            new Target(TYPE, group.id(), patch.name().orElse(group.name())),
                            new UpdateSecurityGroup(patch.name(), patch.description(), rules, version)));
        });
    }

    private CompletableFuture<Answer> delete(Request request) {
        return acceptance.accept(request, ids -> {
            SecurityGroup group = shelf.addressed(request, request.part(TYPE)).value();
            Ownership.refuseHeld(
                    "the security group " + group.name() + " is in use",
                    holders(group).limit(Ownership.NAMED + 1L).toList(),
                    "Take the ports out of it (PATCH their security), and the rules that name it away, first.");
            return book.possible(
                    request.project(),
                    new Draft(
                            ids.inShardOf(group.id()),
                            new Target(TYPE, group.id(), group.name()),
                            new DeleteSecurityGroup()));
        });
    }

    private Stream<String> holders(SecurityGroup group) {
        Stream<String> ports = cluster.qos()
                .members(group.id())
                .map(id -> "port "
                        + cluster.ports()
                                .byId(id)
                                .map(port -> port.value().name())
                                .orElse(id));
        Stream<String> groups = cluster.qos().groups().in(Optional.of(group.project())).values().stream()
                .map(Entry::value)
                .filter(other -> !other.id().equals(group.id()))
                .filter(other -> other.rules().stream()
                        .anyMatch(
                                rule -> rule.group().filter(group.id()::equals).isPresent()))
                .map(other -> "a rule of security group " + other.name());
        return Stream.concat(ports, groups);
    }
}
