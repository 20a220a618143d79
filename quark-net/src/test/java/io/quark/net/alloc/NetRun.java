package io.quark.net.alloc;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.model.NetRequest.Part;
import io.quark.common.model.Problem;
import io.quark.common.model.Target;
import io.quark.common.model.WorkRequest;
import io.quark.net.alloc.NetStep.ChangedNic;
import io.quark.net.alloc.NetStep.Next;
import io.quark.net.alloc.NetWork.Hosts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One work unit of the network, driven as an orc does: each step committed and seen before the next is asked for. */
final class NetRun {

    private NetWorld world;
    private final String workUnit;
    private final String project;
    private final String target;
    private final WorkRequest request;
    private final List<Part> parts;
    private boolean begun;
    private Optional<Hosts> hosts = Optional.empty();
    final List<ChangedNic> told = new ArrayList<>();
    final List<NetStep.HostsJob> jobs = new ArrayList<>();
    int steps;

    NetRun(NetWorld world, String project, String target, WorkRequest request, Part... parts) {
        this.world = world;
        this.workUnit = world.work();
        this.project = project;
        this.target = target;
        this.request = request;
        this.parts = List.of(parts);
    }

    static NetRun of(NetWorld world, String target, WorkRequest request) {
        return new NetRun(world, NetWorld.PROJECT, target, request);
    }

    /** Runs to its good end. */
    static Map<String, String> done(NetWorld world, String target, WorkRequest request) {
        return of(world, target, request).finish();
    }

    /** Runs to its refusal. */
    static Problem refused(NetWorld world, String target, WorkRequest request) {
        return of(world, target, request).fail();
    }

    String workUnit() {
        return workUnit;
    }

    /** Another orc, whose index knows nothing but the tree, goes on. */
    NetRun takenOver() {
        world = new NetWorld(world.tree);
        return this;
    }

    NetStep ask() {
        return world.index.next(new NetWork(
                workUnit,
                project,
                new Target("any", target, ""),
                request,
                parts,
                begun,
                hosts,
                world.tree.now(),
                Stripe.WHOLE));
    }

    /** Asks, commits, and lets the view see it. */
    NetStep step() {
        NetStep step = ask();
        steps++;
        if (step instanceof NetStep.Act act) {
            long zxid = act.ops().isEmpty() ? 0 : world.tree.must(act.ops());
            world.index.settled(act.proposal(), zxid);
            told.addAll(act.nics());
            act.job().ifPresent(jobs::add);
        } else if (step instanceof NetStep.Refused refused && !refused.ops().isEmpty()) {
            world.tree.must(refused.ops());
            told.addAll(refused.nics());
        }
        begun = true;
        world.view.catchUp();
        return step;
    }

    /** The first step, which leaves it to the hosts. */
    NetRun tell() {
        assertThat(step())
                .isInstanceOfSatisfying(
                        NetStep.Act.class, act -> assertThat(act.next()).isInstanceOf(Next.TellHosts.class));
        return this;
    }

    NetRun hosts(Hosts outcome) {
        hosts = Optional.of(outcome);
        return this;
    }

    Map<String, String> finish() {
        for (int i = 0; i < 100; i++) {
            NetStep step = step();
            assertThat(step).as("step").isInstanceOf(NetStep.Act.class);
            Next next = ((NetStep.Act) step).next();
            if (next instanceof Next.End end) {
                return end.result();
            }
            if (next instanceof Next.TellHosts) {
                hosts(Hosts.APPLIED);
            }
        }
        throw new AssertionError("it does not end");
    }

    Problem fail() {
        for (int i = 0; i < 100; i++) {
            NetStep step = step();
            if (step instanceof NetStep.Refused refused) {
                assertThat(refused.provisional()).isFalse();
                return refused.problem();
            }
            Next next = ((NetStep.Act) step).next();
            assertThat(next).as("more to come").isNotInstanceOf(Next.End.class);
            if (next instanceof Next.TellHosts) {
                hosts(Hosts.FAILED);
            }
        }
        throw new AssertionError("it does not end");
    }
}
