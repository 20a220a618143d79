package io.quark.api.qos;

import io.quark.api.http.Answer;
import io.quark.api.http.ProblemType;
import io.quark.api.http.Request;
import io.quark.api.http.Route;
import io.quark.api.network.AddressBook;
import io.quark.api.pool.Shelf;
import io.quark.api.view.Cluster;
import io.quark.api.view.ETags;
import io.quark.api.view.Entry;
import io.quark.api.view.Freshness;
import io.quark.api.view.Listing;
import io.quark.api.work.Acceptance;
import io.quark.api.work.Draft;
import io.quark.api.work.WorkUnitAnswer;
import io.quark.common.id.Ids;
import io.quark.common.model.NetRequest.SyncQosPolicyRules;
import io.quark.common.model.QosPolicy;
import io.quark.common.model.QosRule;
import io.quark.common.model.Target;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * {@code /v1/qos-policies/{qos_policy}/rules}: one rule at a time. Each change makes a new revision of the whole policy, and its work unit ends when the
 * hosts concerned have that in force. Thread safe.
 */
public final class QosRuleRoutes {

    private static final String COLLECTION = QosPolicyRoutes.SINGLE + "/rules";
    private static final String SINGLE = COLLECTION + "/{rule}";
    private static final String HINT = "Correct these fields; /docs shows what a rule takes.";

    private final AddressBook book;
    private final Freshness freshness;
    private final Acceptance acceptance;
    private final QosReach reach;
    private final QosSupport support;
    private final Shelf<QosPolicy, QosPolicyAnswer> shelf;

    public QosRuleRoutes(Cluster cluster, AddressBook book, Freshness freshness, Acceptance acceptance) {
        this.book = book;
        this.freshness = freshness;
        this.acceptance = acceptance;
        this.reach = new QosReach(cluster);
        this.support = new QosSupport(cluster, reach);
        this.shelf = new Shelf<>(
                cluster.qos().findPolicy(),
                freshness,
                policy -> QosPolicyAnswer.of(policy, cluster.qos().countBindings(policy.id())));
    }

    /** All of them. */
    public List<Route> routes() {
        return List.of(
                Route.get(COLLECTION, "list_qos_rules")
                        .says("Lists the rules of a policy.")
                        .takes(Listing.parameters())
                        .answersPage(QosRuleAnswer.class)
                        .problems(409)
                        .by(this::list),
                Route.post(COLLECTION, "create_qos_rule")
                        .says("Adds a rule to a policy.")
                        .body(QosRuleBody.class)
                        .changes(WorkUnitAnswer.class)
                        .problems(412)
                        .by(this::create),
                Route.get(SINGLE, "get_qos_rule")
                        .says("Shows a rule, by id.")
                        .takes(Listing.single())
                        .answers(QosRuleAnswer.class, "The rule.")
                        .problems(409)
                        .by(this::get),
                Route.put(SINGLE, "replace_qos_rule")
                        .says("Replaces a rule.")
                        .body(QosRuleBody.class)
                        .changes(WorkUnitAnswer.class)
                        .problems(412)
                        .by(this::replace),
                Route.patch(SINGLE, "update_qos_rule")
                        .says("Changes fields of a rule.")
                        .body(QosRulePatch.class)
                        .changes(WorkUnitAnswer.class)
                        .problems(412)
                        .by(this::update),
                Route.delete(SINGLE, "delete_qos_rule")
                        .says("Takes a rule out of a policy.")
                        .changes(WorkUnitAnswer.class)
                        .problems(412)
                        .by(this::delete));
    }

    private CompletableFuture<Answer> list(Request request) {
        return freshness.caughtUp().thenApply(done -> {
            QosPolicy policy = shelf.lookup()
                    .addressed(request.project(), request.part(QosPolicyRoutes.TYPE))
                    .value();
            NavigableMap<String, QosRule> rules = new TreeMap<>();
            policy.rules().forEach(rule -> rules.put(rule.slot(), rule));
            return Answer.ok(new Listing(request).page(rules, rule -> Optional.of(QosRuleAnswer.of(rule))));
        });
    }

    private CompletableFuture<Answer> get(Request request) {
        return freshness.caughtUp().thenApply(done -> {
            Entry<QosPolicy> found = shelf.lookup().addressed(request.project(), request.part(QosPolicyRoutes.TYPE));
            return Answer.ok(new Listing(request).trimmed(QosRuleAnswer.of(rule(found.value(), request))))
                    .with("ETag", ETags.of(found.node()));
        });
    }

    private CompletableFuture<Answer> create(Request request) {
        QosRuleBody body = request.read(QosRuleBody.class);
        QosDraft.rule(body, "", "", request.faults());
        request.refuseFaults(HINT);
        return change(
                request,
                (policy, workUnit) -> put(request, policy, body, Ids.derived(workUnit, "rule"), policy.rules()));
    }

    private CompletableFuture<Answer> replace(Request request) {
        QosRuleBody body = request.read(QosRuleBody.class);
        QosDraft.rule(body, "", "", request.faults());
        request.refuseFaults(HINT);
        return change(request, (policy, workUnit) -> {
            QosRule rule = rule(policy, request);
            return put(request, policy, body, rule.id(), others(policy, rule));
        });
    }

    private CompletableFuture<Answer> update(Request request) {
        QosRulePatch patch = request.read(QosRulePatch.class);
        Shelf.refuseEmpty(request);
        request.refuseFaults(HINT);
        return change(request, (policy, workUnit) -> {
            QosRule rule = rule(policy, request);
            return put(request, policy, patch.over(QosRuleAnswer.of(rule)), rule.id(), others(policy, rule));
        });
    }

    private CompletableFuture<Answer> delete(Request request) {
        return change(
                request,
                (policy, workUnit) -> new Asked(
                        Optional.empty(), Optional.of(rule(policy, request).id())));
    }

    /** What becomes of the rules. */
    private record Asked(Optional<QosRule> put, Optional<String> remove) {}

    /** Says what is asked of a policy by a work unit. */
    @FunctionalInterface
    private interface Asking {
        Asked of(QosPolicy policy, String workUnit);
    }

    private Asked put(Request request, QosPolicy policy, QosRuleBody body, String id, List<QosRule> others) {
        Optional<QosRule> made = QosDraft.put(body, id, others, QosPolicyRoutes.mtu(reach, policy), request.faults());
        request.refuseFaults(HINT);
        support.refuseUnsupported(policy, made.stream().toList());
        return new Asked(made, Optional.empty());
    }

    private CompletableFuture<Answer> change(Request request, Asking asking) {
        return acceptance.accept(request, ids -> {
            Entry<QosPolicy> found = QosPolicyRoutes.addressed(shelf, request);
            QosPolicy policy = found.value();
            Optional<Integer> version = ETags.expected(request, "QoS policy " + policy.name(), found.node());
            String workUnit = ids.inShardOf(policy.id());
            Asked asked = asking.of(policy, workUnit);
            return book.possible(
                    request.project(),
                    new Draft(
                            workUnit,
                            new Target(QosPolicyRoutes.TYPE, policy.id(), policy.name()),
                            new SyncQosPolicyRules(asked.put(), asked.remove(), List.of(), version)));
        });
    }

    private static List<QosRule> others(QosPolicy policy, QosRule rule) {
        return policy.rules().stream()
                .filter(other -> !other.id().equals(rule.id()))
                .toList();
    }

    private static QosRule rule(QosPolicy policy, Request request) {
        String id = Ids.canonical(request.part("rule"));
        return policy.rules().stream()
                .filter(rule -> rule.id().equals(id))
                .findFirst()
                .orElseThrow(() -> ProblemType.NOT_FOUND.of(
                        "the QoS policy " + policy.name() + " has no rule " + id,
                        "GET /v1/qos-policies/" + policy.id() + "/rules lists them."));
    }
}
