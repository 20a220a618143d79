package io.quark.net.alloc;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.id.Ids;
import io.quark.common.model.InstanceSpec.NicRequest;
import io.quark.common.model.NetRequest;
import io.quark.common.model.Network;
import io.quark.common.model.Nic;
import io.quark.common.model.Port;
import io.quark.common.model.Problem;
import io.quark.common.model.QosPolicy;
import io.quark.common.model.Segment;
import io.quark.common.model.SegmentPool;
import io.quark.common.model.Subnet;
import io.quark.common.model.Target;
import io.quark.common.model.WorkRequest.CreateNetwork;
import io.quark.common.tree.Commit;
import io.quark.common.tree.Node;
import io.quark.common.tree.Op;
import io.quark.net.alloc.HistoryAsks.Ask;
import io.quark.net.alloc.HistoryOrc.Machine;
import io.quark.net.alloc.HistoryOrc.Open;
import io.quark.net.alloc.HistoryOrc.Seen;
import io.quark.net.alloc.HistoryOrc.WorkState;
import io.quark.net.alloc.NetStep.Next;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A history of two orcs on one tree: plans and steps that are committed, refused, lost or forgotten, views that lag, networks, subnets
 * and policies that come, change and go, ports and addresses by themselves, releases (also stale and doubled), hosts that do or fail
 * what they are told, time, sweeps, orcs that lose all they know. Every move follows from a number. After each transaction the tree
 * must be sound, and nothing may have passed on before its time.
 */
final class NetHistory {

    private static final String POOL = Ids.derived("pool", "overlays");
    private static final String MACS = "52:54:00:00:00:00/39";

    private final String cidr4;
    private final String cidr6;
    private final PaperTree tree = new PaperTree(MACS);
    private final Ledger ledger = new Ledger(tree);
    private final List<HistoryOrc> orcs = new ArrayList<>(List.of(orc(0), orc(1)));
    private final Map<String, Ask> asks = new HashMap<>();
    private final Map<String, List<Nic>> live = new TreeMap<>();
    private final Map<String, List<Nic>> dead = new TreeMap<>();
    /** What work units came to, by kind and outcome. */
    final Map<String, Integer> happened = new TreeMap<>();

    private int works;

    /**
     * A history of networks with these subnets among others.
     *
     * @param prefix4 length of an IPv4 subnet's prefix
     * @param prefix6 length of an IPv6 subnet's prefix
     */
    NetHistory(int prefix4, int prefix6) {
        this.cidr4 = "10.0.0.0/" + prefix4;
        this.cidr6 = "fd00::/" + prefix6;
        tree.must(List.of(Op.create(
                tree.paths.segmentPool(POOL),
                new SegmentPool(
                        POOL, "overlays", Segment.Type.VXLAN, Optional.empty(), 1, 100_000, 0, tree.now(), ""))));
        rules();
        for (int i = 0; i < 2; i++) {
            CreateNetwork first = asks(new Random(prefix4 + i)).createNetwork(tree.now());
            if (new NetWorld(tree).create(first) instanceof NetStep.Act act) { // else its name is taken
                tree.must(act.ops());
            }
        }
    }

    /** There from the beginning, so that what comes early is under them already. */
    private void rules() {
        for (NetRequest request : new HistoryRules(tree.net(), new Random(0)).first(tree.now())) {
            NetWorld world = new NetWorld(tree);
            String id = request instanceof NetRequest.CreateSecurityGroup create
                    ? create.group().id()
                    : ((NetRequest.CreateQosPolicy) request)
                            .policy()
                            .orElseThrow()
                            .id();
            NetRun.done(world, id, request);
        }
    }

    private HistoryOrc orc(int index) {
        return new HistoryOrc(tree, new Stripe(index, 2));
    }

    private String work() {
        return Ids.derived("history", Integer.toString(++works));
    }

    void move(int move) {
        Random random = new Random(move);
        int which = random.nextInt(2);
        HistoryOrc orc = orcs.get(which);
        switch (random.nextInt(26)) {
            case 0, 1, 2 -> plan(orc, random);
            case 3, 4, 5, 6 -> commitFirst(orc, random);
            case 7 -> loseAnswer(orc, random);
            case 8 -> abandon(orc, random);
            case 9 -> release(orc, random);
            case 10 -> releaseAgain(orc, random);
            case 11 -> tree.pass(Duration.ofSeconds(random.nextInt(200)));
            case 12 -> orc.view.look(1 + random.nextInt(3));
            case 13, 14 -> orc.view.catchUp();
            case 15 -> restart(orc, which, random);
            case 16 -> makeNetwork(orc, random);
            case 17 -> seldomRemoveNetwork(orc, random);
            case 18 -> sweep(orc, random);
            case 19, 20 -> ask(random);
            case 21 -> hostsAnswer(random);
            default -> advance(orc, random);
        }
    }

    private HistoryAsks asks(Random random) {
        return new HistoryAsks(tree.net(), random, cidr4, cidr6);
    }

    /** Commits, and looks whether all is as it must be. */
    private Optional<Long> commit(List<Op> ops, Optional<String> freed) {
        if (tree.commit(ops) instanceof Commit.Committed committed) {
            NetTree now = tree.net();
            now.assertSound();
            ledger.committed(now, tree.now(), freed);
            assertMachinesHaveTheirPorts(now);
            return Optional.of(committed.zxid());
        }
        return Optional.empty();
    }

    /** I10: what a machine was given stays its own. */
    private void assertMachinesHaveTheirPorts(NetTree now) {
        for (String id : live.keySet()) {
            Optional<Node> node = tree.node(tree.paths.instance(id));
            if (node.isPresent()) {
                for (Nic nic : node.get().as(Machine.class).nics()) {
                    Port port = now.port(nic.port());
                    assertThat(port.instance()).contains(id);
                    assertThat(port.mac()).isEqualTo(nic.mac());
                    assertThat(port.addresses().stream()
                                    .filter(address -> !address.leaving())
                                    .map(Port.PortAddress::ip))
                            .as("addresses of machine %s", id)
                            .containsExactlyElementsOf(nic.addresses().stream()
                                    .map(Nic.NicAddress::ip)
                                    .toList());
                }
            }
        }
    }

    // --- instances

    private void plan(HistoryOrc orc, Random random) {
        List<NicRequest> nics = asks(random).nics();
        if (!nics.isEmpty()) {
            plan(orc, nics);
        }
    }

    private void plan(HistoryOrc orc, List<NicRequest> nics) {
        boolean certain = orc.isCertain();
        String instance = work();
        NicsRequest request = new NicsRequest(work(), NetWorld.PROJECT, instance, "m", nics);
        Plan plan = orc.index.plan(request, tree.now(), orc.stripe);
        if (plan instanceof Plan.Planned planned) {
            if (certain) {
                assertThat(possible(nics)).as("the model says so, too").isTrue();
            }
            List<Op> ops = new ArrayList<>(planned.ops());
            ops.addAll(orc.index.place(planned.nics(), instance, "host", Optional.of("192.0.2.1")));
            ops.add(Op.create(tree.paths.instance(instance), new Machine(planned.nics())));
            orc.open.add(new Open(
                    ops, planned.proposal(), "", certain, tree.zxid(), () -> live.put(instance, planned.nics())));
        } else if (certain) {
            Plan.Refused refused = (Plan.Refused) plan;
            assertThat(refused.provisional()).isFalse();
            if (!refused.problem().type().equals("quota-exceeded") && !isChanging(tree.net())) {
                assertThat(possible(nics))
                        .as("refused without need: %s", refused.problem().detail())
                        .isFalse();
            }
        }
    }

    private boolean possible(List<NicRequest> nics) {
        return new PlainModel(MACS, tree.net(), tree.now()).possible(nics);
    }

    /** While a change is checked nothing is handed out against what was nor what will be. */
    private static boolean isChanging(NetTree now) {
        return now.subnets.values().stream()
                        .anyMatch(subnet -> subnet.changing().isPresent())
                || now.policies.values().stream()
                        .anyMatch(policy -> policy.changing().isPresent());
    }

    private void commitFirst(HistoryOrc orc, Random random) {
        if (orc.open.isEmpty()) {
            return;
        }
        Open open = orc.open.remove(0);
        Optional<Long> zxid = commitOpen(open);
        if (zxid.isPresent()) {
            orc.index.settled(open.proposal(), random.nextBoolean() ? zxid.get() : 0);
        } else {
            assertThat(open.sure() && tree.zxid() == open.zxid())
                    .as("%s is refused for no reason", open.ops())
                    .isFalse();
            orc.index.abandon(open.proposal());
        }
    }

    private Optional<Long> commitOpen(Open open) {
        Optional<String> freed = Optional.ofNullable(asks.get(open.work()))
                .map(Ask::request)
                .filter(NetRequest.DeleteAddress.class::isInstance)
                .map(request -> " " + ((NetRequest.DeleteAddress) request).ip());
        Optional<Long> zxid = commit(open.ops(), freed);
        zxid.ifPresent(any -> open.committed().run());
        return zxid;
    }

    /** The connection is lost; the orc reads what became of it. */
    private void loseAnswer(HistoryOrc orc, Random random) {
        if (orc.open.isEmpty()) {
            return;
        }
        Open open = orc.open.remove(random.nextInt(orc.open.size()));
        if (random.nextBoolean() && commitOpen(open).isPresent()) {
            if (random.nextBoolean()) {
                orc.view.catchUp();
            }
            orc.index.settled(open.proposal(), 0);
        } else {
            orc.index.abandon(open.proposal());
        }
    }

    private static void abandon(HistoryOrc orc, Random random) {
        if (!orc.open.isEmpty()) {
            orc.index.abandon(orc.open.remove(random.nextInt(orc.open.size())).proposal());
        }
    }

    private void release(HistoryOrc orc, Random random) {
        List<String> seen =
                live.keySet().stream().filter(orc.machines::containsKey).toList();
        if (seen.isEmpty()) {
            return;
        }
        String id = seen.get(random.nextInt(seen.size()));
        Seen<Machine> machine = Objects.requireNonNull(orc.machines.get(id));
        List<Op> ops = new ArrayList<>(orc.index.release(id, machine.record().nics(), work()));
        ops.add(Op.delete(tree.paths.instance(id), machine.version()));
        if (commit(ops, Optional.empty()).isPresent()) {
            NetTree now = tree.net();
            for (Nic nic : machine.record().nics()) {
                assertThat(Optional.ofNullable(now.ports.get(nic.port())))
                        .as("what is left of a released interface")
                        .matches(left -> left.filter(port ->
                                        !port.sticky() || port.instance().isPresent())
                                .isEmpty());
            }
            dead.put(id, machine.record().nics());
            live.remove(id);
        }
    }

    /** A stale release, of an orc that missed that the machine has gone: nothing says that it must not. */
    private void releaseAgain(HistoryOrc orc, Random random) {
        if (dead.isEmpty()) {
            return;
        }
        String id = List.copyOf(dead.keySet()).get(random.nextInt(dead.size()));
        List<Op> ops = orc.index.release(id, Objects.requireNonNull(dead.get(id)), work());
        assertThat(!ops.isEmpty() && commit(ops, Optional.empty()).isPresent())
                .as("a stale release was committed: %s", ops)
                .isFalse();
    }

    // --- networks

    private void restart(HistoryOrc orc, int which, Random random) {
        if (random.nextBoolean()) {
            orcs.set(which, orc(which));
        } else {
            orc.view.catchUpAfterGap();
        }
    }

    private void makeNetwork(HistoryOrc orc, Random random) {
        if (tree.net().networks.size() > 2) {
            return;
        }
        CreateNetwork create = asks(random).createNetwork(tree.now());
        if (NetAsk.create(orc.index, create, work()) instanceof NetStep.Act act) {
            Optional<Long> zxid = commit(act.ops(), Optional.empty());
            zxid.ifPresentOrElse(
                    at -> orc.index.settled(act.proposal(), random.nextBoolean() ? at : 0),
                    () -> orc.index.abandon(act.proposal()));
        }
    }

    /** Seldom: most of what may happen needs a network. */
    private void seldomRemoveNetwork(HistoryOrc orc, Random random) {
        if (random.nextInt(6) > 0) {
            return;
        }
        List<String> networks = List.copyOf(tree.net().networks.keySet());
        if (!networks.isEmpty()) {
            removeStep(orc, networks.get(random.nextInt(networks.size())));
        }
    }

    private void removeStep(HistoryOrc orc, String network) {
        NetStep step = NetAsk.remove(orc.index, network, work());
        List<Op> ops = step instanceof NetStep.Act act ? act.ops() : ((NetStep.Refused) step).ops();
        if (!ops.isEmpty()) {
            commit(ops, Optional.empty());
        }
    }

    private void sweep(HistoryOrc orc, Random random) {
        List<Op> ops = orc.index.sweep(tree.now(), 1 + random.nextInt(20), id -> true);
        if (!ops.isEmpty()) {
            commit(ops, Optional.empty());
        }
    }

    // --- work units

    private void ask(Random random) {
        if (asks.size() > 200) {
            return;
        }
        asks(random).work(tree.now()).ifPresent(ask -> {
            String id = work();
            asks.put(id, ask);
            commit(List.of(Op.create(tree.paths.activeWorkUnit(id), WorkState.NEW)), Optional.empty());
        });
    }

    private void advance(HistoryOrc orc, Random random) {
        List<String> ready = orc.ready();
        if (!ready.isEmpty()) {
            advance(orc, ready.get(random.nextInt(ready.size())));
        }
    }

    private void advance(HistoryOrc orc, String id) {
        boolean certain = orc.isCertain();
        Ask ask = Objects.requireNonNull(asks.get(id));
        WorkState state = Objects.requireNonNull(orc.works.get(id)).record();
        NetStep step = orc.index.next(new NetWork(
                id,
                NetWorld.PROJECT,
                new Target("any", ask.target(), ""),
                ask.request(),
                List.of(),
                state.begun(),
                state.hosts(),
                tree.now(),
                orc.stripe));
        if (step instanceof NetStep.Act act) {
            List<Op> ops = orc.with(act.ops(), id, after(act.next()), act.nics());
            boolean end = ends(act.next());
            orc.open.add(
                    new Open(ops, act.proposal(), id, certain, tree.zxid(), () -> ended(id, end, Optional.empty())));
            return;
        }
        NetStep.Refused refused = (NetStep.Refused) step;
        if (certain && !refused.provisional()) {
            List<Op> ops = orc.with(refused.ops(), id, Optional.empty(), refused.nics());
            orc.open.add(
                    new Open(ops, 0, id, true, tree.zxid(), () -> ended(id, false, Optional.of(refused.problem()))));
        }
    }

    /** What hosts do by themselves is no part of the history. */
    private static boolean ends(Next next) {
        return next instanceof Next.End || next instanceof Next.AwaitHosts;
    }

    private static Optional<WorkState> after(Next next) {
        if (ends(next)) {
            return Optional.empty();
        }
        boolean hosts = next instanceof Next.TellHosts || next.equals(new Next.More("hosts"));
        return Optional.of(new WorkState(true, hosts, Optional.empty()));
    }

    /** All or none: what was asked for in one call is there altogether, or nothing of it. */
    private void ended(String id, boolean succeeded, Optional<Problem> problem) {
        if (!succeeded && problem.isEmpty()) {
            return; // more to come
        }
        NetTree now = tree.net();
        NetRequest request = Objects.requireNonNull(asks.get(id)).request();
        happened.merge(request.kind() + " " + problem.map(Problem::type).orElse("done"), 1, Integer::sum);
        if (request instanceof NetRequest.CreatePorts create) {
            List<String> ports = new ArrayList<>();
            for (int i = 0; i < create.ports().size(); i++) {
                ports.add(Ids.derived(id, "port", Integer.toString(i)));
            }
            assertThat(ports.stream().filter(now.ports::containsKey).count())
                    .as("ports made by %s", id)
                    .isEqualTo(succeeded ? ports.size() : 0);
            assertThat(now.pending).doesNotContain(id);
        } else if (request instanceof NetRequest.DeletePorts delete) {
            assertThat(delete.ports())
                    .as("ports deleted by %s", id)
                    .noneMatch(ref -> succeeded && now.ports.containsKey(ref.port()));
        }
        assertThat(now.ports.values())
                .as("ports marked by %s", id)
                .noneMatch(port -> port.leaving().equals(Optional.of(id)));
        assertThat(now.subnets.values())
                .as("subnets changed or marked by %s", id)
                .noneMatch(subnet -> subnet.deleting().equals(Optional.of(id))
                        || subnet.changing().map(Subnet.Changing::workUnit).equals(Optional.of(id)));
    }

    /** The hosts of some work unit did what they were told, or could not. */
    private void hostsAnswer(Random random) {
        List<String> waiting = waiting();
        if (!waiting.isEmpty()) {
            answer(waiting.get(random.nextInt(waiting.size())), random.nextInt(3) > 0);
        }
    }

    private List<String> waiting() {
        return asks.keySet().stream()
                .filter(id -> tree.node(tree.paths.activeWorkUnit(id))
                        .filter(node -> node.as(WorkState.class).waiting())
                        .isPresent())
                .sorted()
                .toList();
    }

    private void answer(String id, boolean did) {
        WorkState answered =
                new WorkState(true, false, Optional.of(did ? NetWork.Hosts.APPLIED : NetWork.Hosts.FAILED));
        commit(List.of(Op.set(tree.paths.activeWorkUnit(id), answered, Op.ANY_VERSION)), Optional.empty());
    }

    // --- the end

    /** All that is under way comes to its end; then each index knows what a new one would know, and fills all there is. */
    void settleAndFill() {
        orcs.forEach(this::settle);
        HistoryOrc orc = orcs.get(0);
        for (int i = 0; i < 2000 && !isQuiet(orc); i++) {
            waiting().forEach(id -> answer(id, true));
            settle(orc);
            if (!orc.ready().isEmpty()) {
                advance(orc, orc.ready().get(i % orc.ready().size()));
                while (!orc.open.isEmpty()) {
                    commitFirst(orc, new Random(i));
                }
            }
            settle(orc);
            Set<String> going = new HashSet<>(tree.net().networks.keySet());
            going.removeIf(id -> isActive(id));
            going.forEach(id -> removeStep(orc, id));
        }
        settle(orc);
        assertThat(orc.works).as("work units that do not end").isEmpty();
        NetTree now = tree.net();
        assertThat(now.pending).isEmpty();
        assertThat(now.ports.values())
                .noneMatch(port ->
                        port.leaving().isPresent() || port.addresses().stream().anyMatch(Port.PortAddress::leaving));
        assertThat(now.qosPolicies.values()).noneMatch(policy -> policy.state() == QosPolicy.State.DELETING);
        assertThat(isChanging(now)).as("something is changing still").isFalse();
        orcs.forEach(this::assertKnowsAll);
        fill(orc);
    }

    private boolean isActive(String network) {
        return Objects.requireNonNull(tree.net().networks.get(network)).state() == Network.State.ACTIVE;
    }

    private boolean isQuiet(HistoryOrc orc) {
        return orc.works.isEmpty()
                && orc.view.isCaughtUp()
                && tree.net().networks.keySet().stream().allMatch(this::isActive);
    }

    private void settle(HistoryOrc orc) {
        orc.open.forEach(open -> orc.index.abandon(open.proposal()));
        orc.open.clear();
        long mark = orc.index.mark();
        orc.view.catchUp();
        orc.index.caughtUp(mark);
        assertThat(orc.index.openProposals()).as("proposals left open").isZero();
    }

    private void assertKnowsAll(HistoryOrc orc) {
        settle(orc);
        HistoryOrc fresh = orc(0);
        for (String network : tree.net().networks.keySet()) {
            assertThat(orc.index.usage(network)).isEqualTo(fresh.index.usage(network));
        }
        for (String policy : tree.net().qosPolicies.keySet()) {
            assertThat(orc.index.networksUnder(policy))
                    .containsExactlyInAnyOrderElementsOf(fresh.index.networksUnder(policy));
            assertThat(orc.index.portsUnder(policy))
                    .containsExactlyInAnyOrderElementsOf(fresh.index.portsUnder(policy));
        }
        assertThat(orc.index.projectUsage(NetWorld.PROJECT)).isEqualTo(fresh.index.projectUsage(NetWorld.PROJECT));
    }

    private void fill(HistoryOrc orc) {
        tree.pass(Duration.ofSeconds(1000));
        for (String network : tree.net().networks.keySet()) {
            for (int i = 0; i < 20; i++) {
                settle(orc);
                plan(orc, List.of(NetWorld.on(network)));
                commitFirst(orc, new Random(i));
            }
        }
    }
}
