package io.quark.net.alloc;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.model.Claim;
import io.quark.common.model.InstanceSpec.NicRequest;
import io.quark.common.model.Network;
import io.quark.common.model.Nic;
import io.quark.common.model.Port;
import io.quark.common.model.Subnet;
import io.quark.common.model.WorkRequest.CreateNetwork;
import io.quark.common.tree.Commit;
import io.quark.common.tree.Node;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.net.model.Cidr;
import io.quark.net.model.SubnetRequest;
import java.math.BigInteger;
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

/**
 * A history of two orcs on one tree against a plain model: plans that are committed, refused, lost or forgotten, views
 * that lag, networks that come and go, releases (also doubled), time, sweeps, restarts. Every move follows from a number.
 */
final class NetHistory {

    private static final List<Network.Family> FAMILIES = List.of(Network.Family.values());
    private static final String MACS = "52:54:00:00:00:00/43";

    private static final class Orc {
        private final NetWorld world;
        private final List<Open> open = new ArrayList<>();

        Orc(PaperTree tree, int index) {
            this.world = new NetWorld(tree).striped(index, 2);
        }
    }

    /** @param sure whether nothing can keep it from being committed as long as the tree stays as it is */
    private record Open(Plan.Planned plan, boolean sure, int zxid) {}

    private final PaperTree tree = new PaperTree(MACS);
    private final PlainModel model = new PlainModel(MACS);
    private final List<Orc> orcs = new ArrayList<>(List.of(new Orc(tree, 0), new Orc(tree, 1)));
    private final Map<String, CreateNetwork> made = new HashMap<>();
    private int checked;
    private final List<List<Nic>> live = new ArrayList<>();
    private final List<List<Nic>> dead = new ArrayList<>();

    void move(int move) {
        Random random = new Random(move);
        int which = random.nextInt(2);
        Orc orc = orcs.get(which);
        switch (random.nextInt(16)) {
            case 0, 1, 2, 3 -> plan(orc, random);
            case 4, 5 -> commit(orc, random);
            case 6 -> loseAnswer(orc, random);
            case 7 -> abandon(orc, random);
            case 8 -> release(orc, live, random);
            case 9 -> release(orc, dead, random);
            case 10 -> tree.pass(Duration.ofSeconds(random.nextInt(200)));
            case 11 -> orc.world.view.look(1 + random.nextInt(3));
            case 12 -> orc.world.view.catchUp();
            case 13 -> makeOrRestart(orc, which, random);
            case 14 -> remove(orc, random);
            case 15 -> sweep(orc, random);
            default -> throw new AssertionError();
        }
        if (tree.zxid() != checked) {
            checked = tree.zxid();
            assertClaimsAndPortsAgree();
        }
    }

    private void plan(Orc orc, Random random) {
        List<String> networks = new ArrayList<>(model.networks());
        if (networks.isEmpty()) {
            return;
        }
        networks.sort(null);
        List<NicRequest> nics = new ArrayList<>();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            nics.add(nic(networks.get(random.nextInt(networks.size())), random));
        }
        plan(orc, nics);
    }

    private NicRequest nic(String network, Random random) {
        List<Subnet> subnets = subnetsOf(network);
        List<String> ips = new ArrayList<>();
        if (!subnets.isEmpty() && random.nextInt(4) == 0) {
            String cidr = subnets.get(random.nextInt(subnets.size())).cidr();
            ips.add(Cidr.of(cidr)
                    .first()
                    .plus(BigInteger.valueOf(random.nextInt(cidr.endsWith("31") ? 2 : 4)))
                    .text());
        }
        Optional<String> mac = random.nextInt(5) > 0
                ? Optional.empty()
                : Optional.of(random.nextBoolean() ? "02:00:00:00:00:01" : "52:54:00:00:00:0" + random.nextInt(10));
        return new NicRequest(network, Optional.empty(), ips, mac, Optional.empty());
    }

    private List<Subnet> subnetsOf(String network) {
        return Objects.requireNonNull(made.get(network)).subnets();
    }

    private Plan plan(Orc orc, List<NicRequest> nics) {
        boolean certain = orc.world.view.isCaughtUp() && orc.world.index.openProposals() == 0;
        Plan plan = orc.world.plan(nics.toArray(NicRequest[]::new));
        if (plan instanceof Plan.Planned planned) {
            orc.open.add(new Open(planned, certain, tree.zxid()));
            if (certain) {
                assertThat(model.possible(nics, tree.now()))
                        .as("the model says so, too")
                        .isTrue();
            }
        } else if (certain) {
            Plan.Refused refused = (Plan.Refused) plan;
            assertThat(refused.provisional()).isFalse();
            if (!refused.problem().type().equals("network-deleting")) {
                assertThat(model.possible(nics, tree.now()))
                        .as("refused without need: %s", refused.problem().detail())
                        .isFalse();
            }
        }
        return plan;
    }

    private void commit(Orc orc, Random random) {
        if (orc.open.isEmpty()) {
            return;
        }
        Open open = orc.open.remove(0);
        Commit commit = tree.commit(open.plan.ops());
        if (commit instanceof Commit.Committed committed) {
            committed(open.plan);
            orc.world.index.settled(open.plan, random.nextBoolean() ? committed.zxid() : 0);
        } else {
            assertThat(open.sure && tree.zxid() == open.zxid)
                    .as("%s for no reason", commit)
                    .isFalse();
            orc.world.index.abandon(open.plan);
        }
    }

    private void committed(Plan.Planned plan) {
        model.built(plan.nics(), tree.now());
        live.add(plan.nics());
    }

    /** The connection is lost; the orc reads what became of it. */
    private void loseAnswer(Orc orc, Random random) {
        if (orc.open.isEmpty()) {
            return;
        }
        Open open = orc.open.remove(random.nextInt(orc.open.size()));
        boolean arrived = random.nextBoolean();
        if (arrived && tree.commit(open.plan.ops()) instanceof Commit.Committed) {
            committed(open.plan);
            if (random.nextBoolean()) {
                orc.world.view.catchUp();
            }
            orc.world.index.settled(open.plan, 0);
        } else {
            orc.world.index.abandon(open.plan);
        }
    }

    private void abandon(Orc orc, Random random) {
        if (!orc.open.isEmpty()) {
            orc.world.index.abandon(orc.open.remove(random.nextInt(orc.open.size())).plan);
        }
    }

    private void release(Orc orc, List<List<Nic>> from, Random random) {
        if (from.isEmpty()) {
            return;
        }
        List<Nic> nics = from.get(random.nextInt(from.size()));
        List<Op> ops = orc.world.index.release(nics, orc.world.work());
        boolean whole = ops.stream().filter(Op.Delete.class::isInstance).count() == nics.size();
        // An orc that does not see the ports yet has nothing to release; that of a dead machine is stale.
        if (!ops.isEmpty() && tree.commit(ops) instanceof Commit.Committed) {
            assertThat(from).as("a stale release was committed").isSameAs(live);
            assertThat(whole).isTrue();
            model.released(nics, tree.now());
            live.remove(nics);
            dead.add(nics);
        }
    }

    private void makeOrRestart(Orc orc, int which, Random random) {
        if (random.nextInt(4) == 0) {
            orcs.set(which, new Orc(tree, which));
        } else if (random.nextInt(4) == 0) {
            orc.world.view.catchUpAfterGap();
        } else if (model.networks().size() < 3) {
            make(orc, random);
        }
    }

    private void make(Orc orc, Random random) {
        List<SubnetRequest> subnets = new ArrayList<>(List.of(
                subnet("10.0.0.0/29", 300),
                subnet("10.0.1.0/30", 60),
                subnet("10.0.2.0/31", 0),
                subnet(
                        "10.0.3.0/28",
                        60,
                        new Subnet.Pool("10.0.3.4", "10.0.3.5"),
                        new Subnet.Pool("10.0.3.0", "10.0.3.2")),
                subnet("fd00:1::/125", 60),
                subnet("fd00:2::/64", 60)));
        subnets.removeIf(any -> random.nextBoolean());
        CreateNetwork create = NetWorld.network(
                "n" + random.nextInt(4),
                FAMILIES.get(random.nextInt(FAMILIES.size())),
                subnets.toArray(SubnetRequest[]::new));
        Plan plan = orc.world.index.createNetwork(create, orc.world.work());
        if (plan instanceof Plan.Planned planned) {
            if (tree.commit(planned.ops()) instanceof Commit.Committed committed) {
                model.made(create);
                made.put(create.network().id(), create);
                orc.world.index.settled(planned, random.nextBoolean() ? committed.zxid() : 0);
            } else {
                orc.world.index.abandon(planned);
            }
        }
    }

    private static SubnetRequest subnet(String cidr, int reuse, Subnet.Pool... pools) {
        return new SubnetRequest(
                Optional.empty(),
                cidr,
                Optional.empty(),
                List.of(pools),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(reuse),
                List.of());
    }

    private void remove(Orc orc, Random random) {
        List<String> networks = new ArrayList<>(model.networks());
        if (networks.isEmpty()) {
            return;
        }
        String network = networks.get(random.nextInt(networks.size()));
        Removal removal = orc.world.index.deleteNetwork(network, orc.world.work());
        List<Op> ops = removal instanceof Removal.Step step ? step.ops() : ((Removal.Held) removal).ops();
        if (!ops.isEmpty()) {
            tree.commit(ops);
        }
        if (tree.node(tree.paths.network(network)).isEmpty()) {
            model.removed(network);
        }
    }

    private void sweep(Orc orc, Random random) {
        List<Op> ops = orc.world.index.sweep(tree.now(), 1 + random.nextInt(20), id -> true);
        if (!ops.isEmpty()) {
            tree.commit(ops);
        }
    }

    /** Each claim in use is that of a port which names it, and the other way round; no MAC is claimed twice. */
    private void assertClaimsAndPortsAgree() {
        Map<String, Port> ports = new HashMap<>();
        Set<String> claims = new HashSet<>();
        Set<String> macs = new HashSet<>();
        for (Node node : tree.below(tree.paths.net())) {
            List<String> parts = tree.paths.parts(node.path());
            if (parts.size() == 6 && parts.get(3).equals("ports")) {
                ports.put(parts.get(5), node.as(Port.class));
            }
            boolean isAddress = parts.size() == 8;
            boolean isMac = parts.size() == 6 && parts.get(3).equals("macs");
            if (isMac) {
                assertThat(macs.add(parts.get(5))).isTrue();
            }
            if ((isAddress || isMac) && node.as(Claim.class).state() == Claim.State.ALLOCATED) {
                claims.add(node.as(Claim.class).ports().get(0) + " " + Paths.lastPart(node.path()));
            }
        }
        Set<String> owned = new HashSet<>();
        ports.forEach((id, port) -> {
            owned.add(id + " " + port.mac());
            port.addresses().forEach(address -> owned.add(id + " " + address.ip()));
        });
        assertThat(claims).isEqualTo(owned);
    }

    /** Everything that is open is given up: then each index knows what a new one would know, and fills all there is. */
    void settleAndFill() {
        for (int i = 0; i < 2; i++) {
            Orc orc = orcs.get(i);
            orc.open.forEach(open -> orc.world.index.abandon(open.plan));
            orc.open.clear();
            long mark = orc.world.index.mark();
            orc.world.view.catchUp();
            orc.world.index.caughtUp(mark);
            assertThat(orc.world.index.openProposals())
                    .as("proposals left open")
                    .isZero();
            NetWorld fresh = new NetWorld(tree);
            for (String network : model.networks()) {
                assertThat(orc.world.index.usage(network)).isEqualTo(fresh.index.usage(network));
            }
        }
        tree.pass(Duration.ofSeconds(1000));
        Orc orc = orcs.get(0);
        for (String network : model.networks()) {
            for (int i = 0; i < 40; i++) {
                orc.world.view.catchUp();
                plan(orc, List.of(NetWorld.on(network)));
                commit(orc, new Random(i));
            }
        }
        assertClaimsAndPortsAgree();
    }
}
