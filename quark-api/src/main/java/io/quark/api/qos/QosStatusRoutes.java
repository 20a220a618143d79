package io.quark.api.qos;

import io.quark.api.http.Answer;
import io.quark.api.http.Parameter;
import io.quark.api.http.Request;
import io.quark.api.http.Route;
import io.quark.api.network.AddressBook;
import io.quark.api.view.Cluster;
import io.quark.api.view.ETags;
import io.quark.api.view.Entry;
import io.quark.api.view.Freshness;
import io.quark.api.view.Listing;
import io.quark.api.view.Lookup;
import io.quark.api.work.Acceptance;
import io.quark.api.work.Draft;
import io.quark.api.work.WorkUnitAnswer;
import io.quark.common.model.NetRequest.SyncQosPolicyRules;
import io.quark.common.model.Network;
import io.quark.common.model.Port;
import io.quark.common.model.QosPolicy;
import io.quark.common.model.QosPolicy.Binding;
import io.quark.common.model.Target;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** What has become of policies: what they are bound to, how far hosts are, and doing it once more. Thread safe. */
public final class QosStatusRoutes {

    /** Where {@code wait_revision} does not come with how long. */
    private static final int WAIT_SECONDS = 30;

    private final Cluster cluster;
    private final AddressBook book;
    private final Freshness freshness;
    private final Acceptance acceptance;
    private final QosWaits waits;
    private final QosReach reach;
    private final QosStatusView view;
    private final Lookup<QosPolicy> lookup;

    public QosStatusRoutes(
            Cluster cluster, AddressBook book, Freshness freshness, Acceptance acceptance, QosWaits waits) {
        this.cluster = cluster;
        this.book = book;
        this.freshness = freshness;
        this.acceptance = acceptance;
        this.waits = waits;
        this.reach = new QosReach(cluster);
        this.view = new QosStatusView(cluster, reach);
        this.lookup = cluster.qos().findPolicy();
    }

    /** All of them. */
    public List<Route> routes() {
        return List.of(
                Route.get(QosPolicyRoutes.SINGLE + "/bindings", "list_qos_bindings")
                        .says("Lists the networks and ports that a policy is bound to.")
                        .takes(Listing.parameters(Parameter.text("type", "Only these: network or port.")))
                        .answersPage(QosBindingAnswer.class)
                        .problems(409)
                        .by(this::bindings),
                Route.get(QosPolicyRoutes.SINGLE + "/status", "get_qos_status")
                        .says("Tells which revision of a policy is in force on which host, as it was read back there.")
                        .takes(
                                Parameter.number(
                                        "wait_revision",
                                        1,
                                        Integer.MAX_VALUE,
                                        "Answer when every host that is not offline has this revision in force, or when the time is up."),
                                Parameter.number(
                                        "wait",
                                        0,
                                        Request.MAX_WAIT_SECONDS,
                                        "With wait_revision: how many seconds; " + WAIT_SECONDS + " unless given."),
                                Parameter.number("timeout", 0, Request.MAX_WAIT_SECONDS, "Another name for wait."))
                        .takes(Listing.single())
                        .answers(QosStatusAnswer.class, "How far hosts are.")
                        .problems(409)
                        .by(this::status),
                Route.post(QosPolicyRoutes.SINGLE + "/sync", "sync_qos_policy")
                        .says("Sees to it once more that a policy is in force where it is bound; ends when it is.")
                        .body(QosSyncBody.class)
                        .changes(WorkUnitAnswer.class)
                        .problems(412)
                        .by(this::sync),
                Route.get("/v1/qos-rule-types", "list_qos_rule_types")
                        .says("Lists what each driver on each host can do.")
                        .takes(Listing.parameters(
                                Parameter.text("compute", "Only those of this compute."),
                                Parameter.text("driver", "Only this driver."),
                                Parameter.text("type", "Only those that support this type of rule.")))
                        .answersPage(QosRuleTypeAnswer.class)
                        .by(this::ruleTypes));
    }

    private Entry<QosPolicy> addressed(Request request) {
        return lookup.addressed(request.project(), request.part(QosPolicyRoutes.TYPE));
    }

    private CompletableFuture<Answer> bindings(Request request) {
        return freshness.caughtUp().thenApply(done -> {
            // The bucket is the second-last digit: it comes first in the order of the bindings.
            var all = cluster.qos()
                    .bindings(addressed(request).value().id())
                    .map(id -> Map.entry(id.substring(id.length() - 2, id.length() - 1) + "/" + id, id));
            Optional<String> type = request.query("type");
            return Answer.ok(new Listing(request)
                    .page(
                            all,
                            id -> binding(id)
                                    .filter(bound ->
                                            type.map(bound.type()::equals).orElse(true))));
        });
    }

    private Optional<QosBindingAnswer> binding(String id) {
        Optional<Network> network = cluster.networks().byId(id).map(Entry::value);
        if (network.isPresent()) {
            return network.map(found ->
                    new QosBindingAnswer(Binding.NETWORK, id, found.name(), id, found.project(), Optional.empty()));
        }
        Optional<Port> port = cluster.ports().byId(id).map(Entry::value).filter(cluster::isThere);
        return port.map(found -> new QosBindingAnswer(
                Binding.PORT, id, found.name(), found.network(), found.project(), reach.host(found)));
    }

    private CompletableFuture<Answer> status(Request request) {
        return freshness.caughtUp().thenCompose(done -> {
            QosPolicy asked = addressed(request).value();
            int seconds = request.number("wait")
                    .or(() -> request.number("timeout"))
                    .map(Long::intValue)
                    .orElse(WAIT_SECONDS);
            return request.number("wait_revision")
                    .map(Long::intValue)
                    .map(revision -> waits.until(() -> isOver(asked.id(), revision), seconds))
                    .orElseGet(() -> CompletableFuture.completedFuture(null))
                    .thenApply(waited -> {
                        Entry<QosPolicy> now = lookup.addressed(request.project(), asked.id());
                        return Answer.ok(new Listing(request).trimmed(view.show(now.value())))
                                .with("Cache-Control", "no-store");
                    });
        });
    }

    /** Nobody waits for what is gone. */
    private boolean isOver(String policy, int revision) {
        return cluster.qos()
                .policies()
                .byId(policy)
                .map(entry -> view.reached(entry.value(), revision))
                .orElse(true);
    }

    private CompletableFuture<Answer> sync(Request request) {
        QosSyncBody body = request.read(QosSyncBody.class);
        request.refuseFaults("Give hosts, or an empty object for all of them.");
        return acceptance.accept(request, ids -> {
            Entry<QosPolicy> found = QosPolicyRoutes.own(addressed(request), request);
            QosPolicy policy = found.value();
            Optional<Integer> version = ETags.expected(request, "QoS policy " + policy.name(), found.node());
            Collection<String> known = cluster.computes();
            for (int i = 0; i < body.hosts().size(); i++) {
                String host = body.hosts().get(i);
                if (!known.contains(host)) {
                    request.faults()
                            .add("/hosts/" + i, "no compute is named " + host + "; GET /v1/computes lists them");
                }
            }
            request.refuseFaults("Name computes that are there.");
            return book.possible(
                    request.project(),
                    new Draft(
                            ids.inShardOf(policy.id()),
                            new Target(QosPolicyRoutes.TYPE, policy.id(), policy.name()),
                            new SyncQosPolicyRules(Optional.empty(), Optional.empty(), body.hosts(), version)));
        });
    }

    private CompletableFuture<Answer> ruleTypes(Request request) {
        return freshness.caughtUp().thenApply(done -> {
            TreeMap<String, QosRuleTypeAnswer> all = new TreeMap<>();
            Optional<String> driver = request.query("driver");
            Optional<String> type = request.query("type");
            request.query("compute").<Collection<String>>map(List::of).orElseGet(cluster::computes).stream()
                    .flatMap(host -> DriverWords.answers(host, cluster.self(host)))
                    .filter(answer -> driver.map(answer.driver()::equals).orElse(true))
                    .filter(answer -> type.map(wanted -> DriverWords.supports(answer, wanted))
                            .orElse(true))
                    .forEach(answer -> all.put(answer.compute() + "/" + answer.driver(), answer));
            return Answer.ok(new Listing(request).page(all, Optional::of));
        });
    }
}
