package io.quark.orc.testing;

import static org.awaitility.Awaitility.await;

import io.quark.common.id.Ids;
import io.quark.common.json.Json;
import io.quark.common.model.Boot;
import io.quark.common.model.InstanceSpec;
import io.quark.common.model.InstanceSpec.NicRequest;
import io.quark.common.model.Network;
import io.quark.common.model.Segment;
import io.quark.common.model.Subnet;
import io.quark.common.model.Target;
import io.quark.common.model.WorkRequest;
import io.quark.common.model.WorkRequest.BuildInstance;
import io.quark.common.model.WorkRequest.CreateNetwork;
import io.quark.common.model.WorkRequest.DeleteInstance;
import io.quark.common.model.WorkUnit;
import io.quark.common.tree.Commit;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.common.tree.Transaction;
import io.quark.common.tree.TreeSession;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks for work as the api does, and reads what became of it. */
public final class Requests {

    public static final String PROJECT = "acme";

    private final TreeSession session;
    private final Paths paths;

    public Requests(TreeSession session, Paths paths) {
        this.session = session;
        this.paths = paths;
    }

    /** A network of this prefix; returns its id once it stands. */
    public String network(String name, String cidr) {
        return network(name, cidr, Segment.FLAT, Optional.empty());
    }

    /** A network of this prefix and segment, under that policy; returns its id once it stands. */
    public String network(String name, String cidr, Segment segment, Optional<String> qosPolicy) {
        String id = Ids.fresh();
        Network network = new Network(
                id,
                name,
                PROJECT,
                "bridge",
                segment,
                1500,
                Network.Family.ANY,
                false,
                qosPolicy,
                List.of(),
                Network.State.ACTIVE,
                Instant.EPOCH,
                "");
        Subnet subnet = new Subnet(
                Ids.fresh(),
                id,
                name,
                cidr,
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                3600,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Instant.EPOCH,
                "");
        String work = Ids.freshIn(paths.shardOf(id), paths.shards());
        ask(work, new CreateNetwork(network, List.of(subnet)), "network", id);
        await().until(() -> done(work).isPresent());
        return id;
    }

    /** Asks for a machine of 100 MiB with an interface on each network; returns the work unit's id. */
    public String build(String name, String... networks) {
        return build(Ids.fresh(), request(name, Optional.empty(), networks));
    }

    /** Asks for a machine by a work unit that is just as large as a record may be; returns its id. */
    public String buildAsLargeAsMayBe(String name) {
        String workUnit = Ids.fresh();
        int rest =
                Json.bytes(accepted(workUnit, request(name, Optional.of("")), "instance", instanceOf(workUnit))).length;
        return build(workUnit, request(name, Optional.of("x".repeat(Json.MAX_RECORD_BYTES - rest))));
    }

    private String build(String workUnit, BuildInstance request) {
        return ask(workUnit, request, "instance", instanceOf(workUnit));
    }

    private static BuildInstance request(String name, Optional<String> userData, String... networks) {
        InstanceSpec spec = InstanceSpec.plain(
                name,
                100,
                1,
                10,
                Optional.empty(),
                java.util.Arrays.stream(networks)
                        .map(network -> new NicRequest(
                                network, Optional.empty(), List.of(), Optional.empty(), Optional.empty(), List.of()))
                        .toList(),
                userData,
                List.of(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        Boot boot = new Boot(Optional.empty(), List.of(), Optional.empty());
        return new BuildInstance(spec, boot);
    }

    public String delete(String instance) {
        return ask(Ids.freshIn(paths.shardOf(instance), paths.shards()), new DeleteInstance(), "instance", instance);
    }

    /** The machine that a build makes. */
    public String instanceOf(String build) {
        return Ids.inShard(Ids.derived("instance", build), paths.shardOf(build), paths.shards());
    }

    public String ask(String workUnit, WorkRequest request, String type, String target) {
        commit(Op.create(paths.nextWorkUnit(workUnit), accepted(workUnit, request, type, target)));
        return workUnit;
    }

    private static WorkUnit accepted(String workUnit, WorkRequest request, String type, String target) {
        return WorkUnit.accepted(
                workUnit, PROJECT, new Target(type, target, "x"), request, Optional.empty(), Instant.EPOCH);
    }

    public void cancel(String workUnit) {
        commit(Op.createEmpty(paths.cancel(workUnit)));
    }

    /** The work unit as it is recorded, if it has ended. */
    public Optional<WorkUnit> done(String workUnit) {
        return session.read(List.of(paths.doneWorkUnit(workUnit))).join().get(0).map(node -> node.as(WorkUnit.class));
    }

    private void commit(Op op) {
        Commit outcome = session.commit(Transaction.of(op)).join();
        if (!(outcome instanceof Commit.Committed)) {
            throw new AssertionError(outcome);
        }
    }
}
