package io.quark.api.qos;

import io.quark.api.http.Answer;
import io.quark.api.http.Parameter;
import io.quark.api.http.ProblemType;
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
import io.quark.api.view.Lookup;
import io.quark.api.work.Acceptance;
import io.quark.api.work.Draft;
import io.quark.api.work.WorkUnitAnswer;
import io.quark.api.work.WorkUnitIds;
import io.quark.common.id.Ids;
import io.quark.common.model.NetRequest;
import io.quark.common.model.NetRequest.CreateQosPolicy;
import io.quark.common.model.NetRequest.DeleteQosPolicy;
import io.quark.common.model.NetRequest.UpdateQosPolicy;
import io.quark.common.model.Network;
import io.quark.common.model.Port;
import io.quark.common.model.QosPolicy;
import io.quark.common.model.QosRule;
import io.quark.common.model.Target;
import io.quark.net.model.NetworkRules;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;

/** {@code /v1/qos-policies}: what the traffic of networks and ports may be. Thread safe. */
public final class QosPolicyRoutes {

    static final String TYPE = "qos_policy";
    static final String COLLECTION = "/v1/qos-policies";
    static final String SINGLE = COLLECTION + "/{qos_policy}";
    static final String HINT = "Correct these fields; /docs shows what a QoS policy takes.";

    private final Cluster cluster;
    private final AddressBook book;
    private final Acceptance acceptance;
    private final Clock clock;
    private final QosReach reach;
    private final QosSupport support;
    private final QosHolders holders;
    private final Shelf<QosPolicy, QosPolicyAnswer> shelf;

    public QosPolicyRoutes(Cluster cluster, AddressBook book, Freshness freshness, Acceptance acceptance, Clock clock) {
        this.cluster = cluster;
        this.book = book;
        this.acceptance = acceptance;
        this.clock = clock;
        this.reach = new QosReach(cluster);
        this.support = new QosSupport(cluster, reach);
        this.holders = new QosHolders(cluster, reach);
        this.shelf = new Shelf<>(cluster.qos().findPolicy(), freshness, this::show);
    }

    /** All of them. */
    public List<Route> routes() {
        return List.of(
                Route.post(COLLECTION, "create_qos_policy")
                        .says("Makes a QoS policy, to be bound to networks and ports. No host is told yet.")
                        .body(QosPolicyBody.class)
                        .changes(WorkUnitAnswer.class)
                        .by(this::create),
                Route.get(COLLECTION, "list_qos_policies")
                        .says("Lists QoS policies; those that other projects share are among them.")
                        .takes(
                                Listing.parameters(
                                        Parameter.text("name", "Only those of this name."),
                                        Parameter.text(
                                                "project",
                                                "Those of this project instead of the header's; *: of all projects."),
                                        Parameter.text(
                                                "shared",
                                                "true: only those that all projects may use; false: only the others."),
                                        Parameter.text(
                                                "network",
                                                "Only the one that is bound to this network, by name or id."),
                                        Parameter.text(
                                                "port", "Only the one that is bound to this port, by name or id."),
                                        Parameter.text(
                                                "rule_type",
                                                "Only those with such a rule: bandwidth_limit, dscp_marking or minimum_bandwidth.")))
                        .answersPage(QosPolicyAnswer.class)
                        .by(this::list),
                Route.get(SINGLE, "get_qos_policy")
                        .says("Shows a QoS policy, by id or name.")
                        .takes(Listing.single())
                        .answers(QosPolicyAnswer.class, "The policy.")
                        .problems(409)
                        .by(request -> shelf.get(request, request.part(TYPE))),
                Route.patch(SINGLE, "update_qos_policy")
                        .says("Changes a policy, also while it is bound. With rules it ends when the hosts concerned"
                                + " have them in force; only a change of rules makes a new revision.")
                        .body(QosPolicyPatch.class)
                        .changes(WorkUnitAnswer.class)
                        .problems(412)
                        .by(this::update),
                Route.delete(SINGLE, "delete_qos_policy")
                        .says("Removes a policy that is bound to nothing; it ends when no host carries it any more.")
                        .changes(WorkUnitAnswer.class)
                        .problems(412)
                        .by(this::delete));
    }

    private QosPolicyAnswer show(QosPolicy policy) {
        return QosPolicyAnswer.of(policy, cluster.qos().countBindings(policy.id()));
    }

    private CompletableFuture<Answer> list(Request request) {
        return shelf.freshness().caughtUp().thenApply(done -> {
            Predicate<QosPolicy> wanted = wanted(request);
            return Answer.ok(new Listing(request)
                    .page(
                            cluster.qos().policies().in(Optional.empty()),
                            entry -> Optional.of(entry.value()).filter(wanted).map(this::show)));
        });
    }

    private Predicate<QosPolicy> wanted(Request request) {
        Optional<String> given = request.query("project");
        String project = given.orElse(request.project());
        Predicate<QosPolicy> ofNetwork = boundTo(request, "network", cluster.findNetwork(), Network::qosPolicy);
        Predicate<QosPolicy> ofPort = boundTo(request, "port", cluster.findPort(), Port::qosPolicy);
        return policy -> (project.equals("*")
                        || policy.project().equals(project)
                        || (policy.shared() && given.isEmpty()))
                && request.query("name").map(policy.name()::equals).orElse(true)
                && request.query("shared")
                        .map(Boolean.toString(policy.shared())::equals)
                        .orElse(true)
                && ofNetwork.test(policy)
                && ofPort.test(policy)
                && request.query("rule_type").map(type -> hasRule(policy, type)).orElse(true);
    }

    /** The policy of what is named there, where it is; everything, if nothing is. */
    private static <T> Predicate<QosPolicy> boundTo(
            Request request, String parameter, Lookup<T> lookup, Function<T, Optional<String>> policyOf) {
        Optional<String> named = request.query(parameter);
        if (named.isEmpty()) {
            return policy -> true;
        }
        Optional<String> id = one(lookup, request, named.get()).flatMap(policyOf);
        return policy -> id.filter(policy.id()::equals).isPresent();
    }

    /** What is not there has no policy. */
    private static <T> Optional<T> one(Lookup<T> lookup, Request request, String text) {
        return lookup.find(request.project(), text) instanceof Lookup.Found.One<T> found
                ? Optional.of(found.entry().value())
                : Optional.empty();
    }

    private static boolean hasRule(QosPolicy policy, String type) {
        return policy.rules().stream()
                .map(rule -> QosRuleAnswer.of(rule).type())
                .map(QosRuleBody.Type::text)
                .anyMatch(type::equals);
    }

    private CompletableFuture<Answer> create(Request request) {
        QosPolicyBody body = request.read(QosPolicyBody.class);
        checkName(body.name(), request);
        QosDraft.rules(body.rules(), "/rules", List.of(), "", NetworkRules.DEFAULT_MTU, request.faults());
        request.refuseFaults(HINT);
        return acceptance.accept(request, ids -> create(request, body, ids));
    }

    private Draft create(Request request, QosPolicyBody body, WorkUnitIds ids) {
        String workUnit = ids.free();
        String id = ids.made(workUnit, TYPE);
        List<QosRule> rules =
                QosDraft.rules(body.rules(), "/rules", List.of(), workUnit, NetworkRules.DEFAULT_MTU, request.faults());
        support.refuseUnknown(rules);
        QosPolicy policy = new QosPolicy(
                id,
                body.name().orElseThrow(),
                request.project(),
                body.description().orElse(""),
                body.shared().orElse(false),
                rules,
                1,
                QosPolicy.State.ACTIVE,
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                workUnit);
        shelf.refuseNameTaken(request.project(), policy.name());
        return book.possible(
                request.project(),
                new Draft(
                        workUnit,
                        new Target(TYPE, id, policy.name()),
                        new CreateQosPolicy(Optional.of(policy), List.of())));
    }

    /** A name must not be taken for an id, nor for the word that unbinds. */
    private static void checkName(Optional<String> name, Request request) {
        name.filter(text -> text.equals(NetRequest.NONE) || Ids.isId(Ids.canonical(text)))
                .ifPresent(text -> request.faults()
                        .add("/name", "must not look like an id, nor be \"" + NetRequest.NONE + "\", which unbinds"));
    }

    private CompletableFuture<Answer> update(Request request) {
        QosPolicyPatch patch = request.read(QosPolicyPatch.class);
        checkName(patch.name(), request);
        QosDraft.rules(patch.rules(), "/rules", List.of(), "", NetworkRules.MIN_MTU, request.faults());
        Shelf.refuseEmpty(request);
        request.refuseFaults(HINT);
        return acceptance.accept(request, ids -> {
            Entry<QosPolicy> found = addressed(shelf, request);
            QosPolicy policy = found.value();
            Optional<Integer> version = ETags.expected(request, "QoS policy " + policy.name(), found.node());
            patch.name()
                    .filter(name -> !name.equals(policy.name()))
                    .ifPresent(name -> shelf.refuseNameTaken(policy.project(), name));
            patch.shared()
                    .filter(shared -> !shared && policy.shared())
                    .ifPresent(shared -> holders.refuseForeign(policy));
            String workUnit = ids.inShardOf(policy.id());
            Optional<List<QosRule>> rules = request.given("rules", patch.rules())
                    .map(given -> QosDraft.rules(
                            given, "/rules", policy.rules(), workUnit, mtu(reach, policy), request.faults()));
            request.refuseFaults(HINT);
            rules.ifPresent(all -> support.refuseUnsupported(policy, all));
            return book.possible(
                    request.project(),
                    new Draft(
                            workUnit,
                            new Target(TYPE, policy.id(), patch.name().orElse(policy.name())),
                            new UpdateQosPolicy(patch.name(), patch.description(), patch.shared(), rules, version)));
        });
    }

    /** The largest MTU of what a policy is for: of what it is bound to, else the usual one. */
    static int mtu(QosReach reach, QosPolicy policy) {
        return reach.largestMtu(policy.id()).orElse(NetworkRules.DEFAULT_MTU);
    }

    /** The policy of a change: its own project's, and not on its way out. */
    static Entry<QosPolicy> addressed(Shelf<QosPolicy, QosPolicyAnswer> shelf, Request request) {
        return own(shelf.lookup().addressed(request.project(), request.part(TYPE)), request);
    }

    /** The same, where it is its own project's, and not on its way out. */
    static Entry<QosPolicy> own(Entry<QosPolicy> found, Request request) {
        QosPolicy policy = found.value();
        Ownership.refuseForeign(request, "QoS policy " + policy.name(), policy.project());
        if (policy.state() == QosPolicy.State.DELETING) {
            throw ProblemType.CONFLICT.of(
                    "the QoS policy " + policy.name() + " is being deleted",
                    "It goes when no host carries it any more; make another one.");
        }
        return found;
    }

    private CompletableFuture<Answer> delete(Request request) {
        return acceptance.accept(request, ids -> {
            QosPolicy policy = shelf.addressed(request, request.part(TYPE)).value();
            Ownership.refuseForeign(request, "QoS policy " + policy.name(), policy.project());
            holders.refuseBound(policy);
            return book.possible(
                    request.project(),
                    new Draft(
                            ids.inShardOf(policy.id()),
                            new Target(TYPE, policy.id(), policy.name()),
                            new DeleteQosPolicy()));
        });
    }
}
