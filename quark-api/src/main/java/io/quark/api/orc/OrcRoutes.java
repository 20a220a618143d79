package io.quark.api.orc;

import io.quark.api.http.Answer;
import io.quark.api.http.Request;
import io.quark.api.http.Route;
import io.quark.api.orc.OrcsAnswer.OrcAnswer;
import io.quark.api.orc.OrcsAnswer.ShardAnswer;
import io.quark.common.lead.Epoch;
import io.quark.common.lead.Leader;
import io.quark.common.model.Alive;
import io.quark.common.tree.Node;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeSession;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** {@code /v1/orcs}: three rounds of reads, whatever the size of the cluster. Thread safe. */
public final class OrcRoutes {

    /** Of each shard's queue so many are looked at to tell how long they have waited. */
    private static final int LAG_SAMPLE = 100;

    private final TreeSession session;
    private final Paths paths;
    private final Clock clock;

    public OrcRoutes(TreeSession session, Paths paths, Clock clock) {
        this.session = session;
        this.paths = paths;
        this.clock = clock;
    }

    /** All of them. */
    public List<Route> routes() {
        return List.of(Route.get("/v1/orcs", "list_orcs")
                .says("Lists the orchestrators, the shards that each leads, and how long the queues are.")
                .answers(OrcsAnswer.class, "All of them.")
                .by(this::list));
    }

    private CompletableFuture<Answer> list(Request request) {
        return session.list(List.of(paths.orcMembers()))
                .thenCompose(lists -> {
                    List<String> names = List.copyOf(new TreeSet<>(lists.get(0).orElse(List.of())));
                    return shards().thenCompose(shards -> members(names, shards));
                })
                .thenApply(Answer::ok);
    }

    private CompletableFuture<OrcsAnswer> members(List<String> names, List<ShardAnswer> shards) {
        return session.read(names.stream().map(paths::orcMember).toList()).thenApply(nodes -> {
            List<OrcAnswer> orcs = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                String name = names.get(i);
                orcs.add(new OrcAnswer(
                        name,
                        nodes.get(i).map(node -> node.as(Alive.class).since()),
                        shards.stream()
                                .filter(shard ->
                                        shard.leader().filter(name::equals).isPresent())
                                .map(ShardAnswer::shard)
                                .toList()));
            }
            return new OrcsAnswer(orcs, shards, Optional.empty());
        });
    }

    private CompletableFuture<List<ShardAnswer>> shards() {
        List<Integer> numbers = IntStream.range(0, paths.shards()).boxed().toList();
        List<String> facts = numbers.stream()
                .flatMap(shard -> List.of(
                        paths.leader(shard),
                        paths.epoch(shard),
                        paths.nextWorkUnits(shard),
                        paths.activeWorkUnits(shard))
                        .stream())
                .toList();
        CompletableFuture<List<Instant>> oldest = oldest(numbers);
        return session.read(facts)
                .thenCombine(
                        oldest,
                        (nodes, since) -> numbers.stream()
                                .map(shard -> shard(shard, nodes.subList(4 * shard, 4 * shard + 4), since.get(shard)))
                                .toList());
    }

    /** For each shard since when the oldest of a sample of its waiting work units waits; now where none does. */
    private CompletableFuture<List<Instant>> oldest(List<Integer> numbers) {
        Instant now = clock.instant();
        return session.list(numbers.stream().map(paths::nextWorkUnits).toList())
                .thenCompose(lists -> {
                    List<String> sample = lists.stream()
                            .flatMap(list ->
                                    list.stream().flatMap(Collection::stream).limit(LAG_SAMPLE))
                            .map(paths::nextWorkUnit)
                            .toList();
                    return sample.isEmpty()
                            ? CompletableFuture.completedFuture(List.<Optional<Node>>of())
                            : session.read(sample);
                })
                .thenApply(nodes -> numbers.stream()
                        .map(shard -> nodes.stream()
                                .flatMap(Optional::stream)
                                .filter(node -> paths.shardOf(Paths.lastPart(node.path())) == shard)
                                .map(Node::createdAt)
                                .min(Instant::compareTo)
                                .orElse(now))
                        .toList());
    }

    private ShardAnswer shard(int number, List<Optional<Node>> facts, Instant oldest) {
        Optional<Leader> leader = facts.get(0).map(node -> node.as(Leader.class));
        return new ShardAnswer(
                Paths.shardName(number),
                leader.map(Leader::process),
                leader.map(Leader::since),
                facts.get(1).map(node -> node.as(Epoch.class).epoch()).orElse(0L),
                facts.get(2).map(Node::children).orElse(0),
                facts.get(3).map(Node::children).orElse(0),
                Math.max(0, Duration.between(oldest, clock.instant()).toMillis()));
    }
}
