package io.quark.net.alloc;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.id.Ids;
import io.quark.common.model.IpPolicy;
import io.quark.common.model.MacRange;
import io.quark.common.model.NetRequest;
import io.quark.common.model.Network;
import io.quark.common.model.Problem;
import io.quark.common.model.Quota;
import io.quark.common.model.Segment;
import io.quark.common.model.SegmentPool;
import io.quark.common.model.Subnet;
import io.quark.common.model.Target;
import io.quark.common.model.WorkRequest;
import io.quark.common.model.WorkRequest.CreateNetwork;
import io.quark.common.tree.Commit;
import io.quark.net.model.NetworkRules;
import io.quark.net.model.NewSubnet;
import io.quark.net.model.SubnetRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Drives work units through the index of one orc, as the orc does: each step is committed and seen before the next is asked for. */
final class NetDrive {

    final NetWorld world;

    NetDrive(NetWorld world) {
        this.world = world;
    }

    /** A work unit and whether a step of it was committed. */
    final class Unit {
        final String id = world.work();
        private final String target;
        private final WorkRequest request;
        private boolean begun;

        private Unit(String target, WorkRequest request) {
            this.target = target;
            this.request = request;
        }

        NetStep next() {
            return world.index.next(new NetWork(
                    id,
                    NetWorld.PROJECT,
                    new Target("any", target, ""),
                    request,
                    List.of(),
                    begun,
                    Optional.empty(),
                    world.tree.now(),
                    Stripe.WHOLE));
        }

        NetStep.Act act() {
            NetStep step = next();
            assertThat(step).isInstanceOf(NetStep.Act.class);
            return (NetStep.Act) step;
        }

        /** Commits a step that was decided, perhaps on what is no more; the view sees it only when it is told to look. */
        Commit commit(NetStep.Act act) {
            Commit commit =
                    act.ops().isEmpty() ? new Commit.Committed(world.tree.zxid()) : world.tree.commit(act.ops());
            if (commit instanceof Commit.Committed committed) {
                begun = true;
                world.index.settled(act.proposal(), committed.zxid());
            } else {
                world.index.abandon(act.proposal());
            }
            return commit;
        }

        /** One step, committed and seen. */
        NetStep.Next step() {
            NetStep.Act act = act();
            assertThat(commit(act)).isInstanceOf(Commit.Committed.class);
            world.view.catchUp();
            return act.next();
        }

        Map<String, String> succeeds() {
            for (int i = 0; i < 100; i++) {
                if (step() instanceof NetStep.Next.End end) {
                    return end.result();
                }
            }
            throw new AssertionError("it does not end");
        }

        /** The reason; what is to be taken back is. */
        Problem fails() {
            for (int i = 0; i < 100; i++) {
                NetStep step = next();
                if (step instanceof NetStep.Refused refused) {
                    assertThat(refused.provisional())
                            .as("only for now: %s", refused.problem())
                            .isFalse();
                    if (!refused.ops().isEmpty()) {
                        world.commit(refused.ops());
                    }
                    return refused.problem();
                }
                commit((NetStep.Act) step);
                world.view.catchUp();
            }
            throw new AssertionError("it does not end");
        }

        boolean waits() {
            return next() instanceof NetStep.Refused refused && refused.provisional();
        }
    }

    Unit unit(String target, WorkRequest request) {
        return new Unit(target, request);
    }

    Unit create(CreateNetwork request) {
        return unit(request.network().id(), request);
    }

    Unit delete(String network) {
        return unit(network, new WorkRequest.DeleteNetwork());
    }

    /** A network of one subnet. */
    static CreateNetwork network(SubnetRequest subnet) {
        return NetWorld.network("net-" + Ids.fresh().substring(24), Network.Family.ANY, subnet);
    }

    static CreateNetwork segmented(Segment.Type type, Optional<String> physical, Integer... id) {
        CreateNetwork plain = NetWorld.network("net-" + Ids.fresh().substring(24), Network.Family.ANY);
        Segment segment = new Segment(type, physical, List.of(id).stream().findFirst());
        CreateNetwork create = new CreateNetwork(plain.network().withSegment(segment, ""), List.of());
        assertThat(NetworkRules.faults(create)).isEmpty();
        return create;
    }

    static SubnetRequest subnet(String cidr, Optional<String> policy, Subnet.Pool... pools) {
        return new SubnetRequest(
                Optional.empty(),
                cidr,
                Optional.empty(),
                List.of(pools),
                List.of(),
                List.of(),
                Optional.empty(),
                policy,
                Optional.empty(),
                List.of());
    }

    Unit addSubnet(String network, String cidr) {
        Network record = network(network);
        Subnet subnet = NewSubnet.complete(SubnetRequest.of(cidr), Ids.fresh(), record, List.of(), world.tree.now())
                .good()
                .orElseThrow();
        return unit(subnet.id(), new NetRequest.CreateSubnet(subnet));
    }

    Unit deleteSubnet(String network, String subnet) {
        return unit(subnet, new NetRequest.DeleteSubnet(network));
    }

    Network network(String id) {
        return world.tree.node(world.tree.paths.network(id)).orElseThrow().as(Network.class);
    }

    int networkVersion(String id) {
        return world.tree.node(world.tree.paths.network(id)).orElseThrow().version();
    }

    Subnet subnet(String network, String id) {
        return world.tree
                .node(world.tree.paths.subnet(network, id))
                .orElseThrow()
                .as(Subnet.class);
    }

    /** Makes a policy; returns its id. */
    String policy(String... exclude) {
        IpPolicy policy = new IpPolicy(
                Ids.fresh(),
                "policy-" + Ids.fresh().substring(24),
                NetWorld.PROJECT,
                List.of(exclude),
                false,
                Optional.empty(),
                world.tree.now(),
                "");
        unit(policy.id(), new NetRequest.CreateIpPolicy(policy)).succeeds();
        return policy.id();
    }

    IpPolicy policyRecord(String id) {
        return world.tree.node(world.tree.paths.ipPolicy(id)).orElseThrow().as(IpPolicy.class);
    }

    Unit exclude(String policy, String... exclude) {
        return unit(
                policy,
                new NetRequest.UpdateIpPolicy(
                        Optional.empty(), Optional.of(List.of(exclude)), Optional.empty(), Optional.empty()));
    }

    Unit macRange(String cidr) {
        MacRange range = new MacRange(
                Ids.fresh(),
                "range-" + Ids.fresh().substring(24),
                cidr,
                300,
                MacRange.State.ACTIVE,
                world.tree.now(),
                "");
        return unit(range.id(), new NetRequest.CreateMacRange(range));
    }

    Unit segmentPool(Segment.Type type, Optional<String> physical, int first, int last) {
        SegmentPool pool = new SegmentPool(
                Ids.fresh(),
                "pool-" + Ids.fresh().substring(24),
                type,
                physical,
                first,
                last,
                300,
                world.tree.now(),
                "");
        return unit(pool.id(), new NetRequest.CreateSegmentPool(pool));
    }

    void quota(Optional<Integer> networks, Optional<Integer> subnets, Optional<Integer> ports) {
        Quota quota = new Quota(NetWorld.PROJECT, networks, subnets, ports, Optional.empty(), "");
        unit(NetWorld.PROJECT, new NetRequest.SetQuota(quota)).succeeds();
    }
}
