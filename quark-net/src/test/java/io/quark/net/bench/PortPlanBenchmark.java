package io.quark.net.bench;

import io.quark.common.id.Ids;
import io.quark.common.model.InstanceSpec.NicRequest;
import io.quark.common.model.MacRange;
import io.quark.common.model.Network;
import io.quark.common.model.WorkRequest.CreateNetwork;
import io.quark.common.tree.Node;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeLayout;
import io.quark.common.tree.TreeView.Change;
import io.quark.common.tree.TreeView.Cut;
import io.quark.net.alloc.NetAsk;
import io.quark.net.alloc.NetIndex;
import io.quark.net.alloc.NetStep;
import io.quark.net.alloc.NicsRequest;
import io.quark.net.alloc.Plan;
import io.quark.net.alloc.Stripe;
import io.quark.net.model.NetworkRequest;
import io.quark.net.model.NetworkRules;
import io.quark.net.model.SubnetRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * How many ports one thread plans in a second, with the JSON of their records and claims, on a network with an IPv4 /16 and an IPv6
 * /64: empty, and with 95 % of the /16 in use and the rest scattered over it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class PortPlanBenchmark {

    private static final Paths PATHS = new Paths("/quark", 16);
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String PROJECT = "p";
    private static final int HOSTS = 65536 - 3;

    /** Percent of the /16 in use. */
    @Param({"0", "95"})
    public int full;

    private final NetIndex index = new NetIndex(PATHS);
    private NicRequest nic =
            new NicRequest("", Optional.empty(), List.of(), Optional.empty(), Optional.empty(), List.of());
    private long zxid;
    private int works;

    /** Makes the network and fills it. */
    @Setup
    public void fill() {
        MacRange macs = new MacRange(
                TreeLayout.DEFAULT_MAC_RANGE, "default", "52:54:00:00:00:00/24", 300, MacRange.State.ACTIVE, NOW, "");
        show(List.of(Op.create(PATHS.macRange(macs.id()), macs)));
        NetworkRequest request = new NetworkRequest(
                "web",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(Network.Family.BOTH),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(SubnetRequest.of("10.20.0.0/16"), SubnetRequest.of("fd20::/64")));
        CreateNetwork create = NetworkRules.complete(request, Ids.fresh(), PROJECT, NOW, Ids::fresh)
                .good()
                .orElseThrow();
        NetStep.Act made = (NetStep.Act) NetAsk.create(index, create, Ids.fresh());
        show(made.ops());
        index.settled(made.proposal(), zxid);
        nic = new NicRequest(
                create.network().id(), Optional.empty(), List.of(), Optional.empty(), Optional.empty(), List.of());
        if (full == 0) {
            return;
        }
        List<Plan.Planned> all = new ArrayList<>();
        for (int i = 0; i < HOSTS; i++) {
            Plan.Planned plan = plan();
            commit(plan);
            all.add(plan);
        }
        Collections.shuffle(all, new Random(1));
        all.subList(0, HOSTS * (100 - full) / 100).forEach(this::forget);
    }

    private Plan.Planned plan() {
        String work = "work-" + ++works;
        return (Plan.Planned) index.plan(new NicsRequest(work, PROJECT, work, "m", List.of(nic)), NOW, Stripe.WHOLE);
    }

    private void commit(Plan.Planned plan) {
        show(plan.ops());
        index.settled(plan, zxid);
    }

    private void show(List<Op> ops) {
        List<Change> changes = new ArrayList<>();
        for (Op op : ops) {
            if (op instanceof Op.Create create) {
                Node node = new Node(create.path(), create.data(), 0, 0, 1, 1, NOW, NOW, 0);
                changes.add(new Change(create.path(), Optional.empty(), Optional.of(node)));
            }
        }
        index.apply(new Cut(++zxid, changes));
    }

    /** Its port and claims vanish from the tree; the buckets stay. */
    private void forget(Plan.Planned plan) {
        List<Change> changes = new ArrayList<>();
        for (Op op : plan.ops()) {
            if (op instanceof Op.Create create && create.data().length > 0) {
                Node node = new Node(create.path(), create.data(), 0, 0, 1, 1, NOW, NOW, 0);
                changes.add(new Change(create.path(), Optional.of(node), Optional.empty()));
            }
        }
        index.apply(new Cut(++zxid, changes));
    }

    /** One port with a MAC, an IPv4 and an IPv6 address, planned and given up again. */
    @Benchmark
    public List<Op> portPlanned() {
        Plan.Planned plan = plan();
        index.abandon(plan);
        return plan.ops();
    }
}
