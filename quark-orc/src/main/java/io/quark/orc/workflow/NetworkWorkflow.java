package io.quark.orc.workflow;

import io.quark.common.model.NetRequest;
import io.quark.common.model.Problem;
import io.quark.common.model.TaskEnd;
import io.quark.common.model.WorkUnitBuilder;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.net.alloc.NetStep;
import io.quark.net.alloc.NetStep.Next;
import io.quark.net.alloc.NetWork;
import io.quark.orc.cluster.SeenTask;
import io.quark.orc.workflow.Decision.ActBuilder;
import io.quark.orc.workflow.Decision.Step;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Changes of the network: what is to be done is quark-net's to say, step by step; this commits it together with what it means for
 * the work unit, and tells the hosts of running machines where their interfaces change.
 */
final class NetworkWorkflow implements Workflow {

    private final Rules rules;
    private final Moves moves;
    private final NicUpdates updates;
    private final QosFollow follow;
    private final QosJobs jobs;

    NetworkWorkflow(Rules rules, Paths paths) {
        this.rules = rules;
        this.moves = new Moves(paths);
        this.updates = new NicUpdates(moves, new Machines(paths));
        this.follow = new QosFollow(rules, moves);
        this.jobs = new QosJobs(moves);
    }

    @Override
    public Decision next(OpenWork work, World world) {
        if (work.cancelAsked() && !work.taken()) {
            return Decision.act(Step.RECORD)
                    .ops(moves.cancel(work, work.unit().change(), world.now()))
                    .build();
        }
        if (work.unit().request().isEmpty()) {
            return Decision.act(Step.RECORD)
                    .ops(moves.fail(work, work.unit().change(), Problems.unreadable(work.id()), world.now()))
                    .build();
        }
        if (QosFollow.isAt(work)) {
            return work.unit().request().get() instanceof NetRequest.DeleteQosPolicy
                    ? drop(work, world)
                    : follow.next(work, world);
        }
        Optional<OpenWork> newer = QosJobs.newer(work, world);
        if (newer.isPresent()) {
            return Decision.act(Step.RECORD)
                    .ops(moves.succeed(
                            work,
                            work.unit()
                                    .change()
                                    .result(Map.of("superseded_by", newer.get().id())),
                            world.now()))
                    .build();
        }
        if (QosJobs.recordsNothing(work)) {
            return jobs.start(work, follow, world);
        }
        boolean told = work.taken() && work.unit().stepsLeft().contains(Steps.UPDATE_HOSTS);
        return told ? followHosts(work, world) : step(work, Optional.empty(), List.of(), world);
    }

    /** A policy goes when no host carries it; until then the wish can be taken back. */
    private Decision drop(OpenWork work, World world) {
        if (work.cancelAsked()) {
            return takenBack(work, world);
        }
        return follow.untilDropped(work, world)
                .orElseGet(() -> step(work, Optional.of(NetWork.Hosts.APPLIED), List.of(), world));
    }

    private Decision takenBack(OpenWork work, World world) {
        NetStep step = world.planNet(work, Optional.of(NetWork.Hosts.FAILED));
        if (!(step instanceof NetStep.Refused back)) {
            return carry(work, step, List.of(), world); // it is gone already
        }
        return back.provisional()
                ? Decision.Wait.until(world.now().plus(Rules.PROVISIONAL))
                : Decision.act(Step.RECORD)
                        .ops(back.ops())
                        .ops(moves.cancel(work, work.unit().change(), world.now()))
                        .build();
    }

    /** Waits for the hosts, then asks what comes after. */
    private Decision followHosts(OpenWork work, World world) {
        List<SeenTask> tasks = world.tasksOf(work.id());
        for (SeenTask task : tasks) {
            if (task.hasEnded()) {
                continue;
            }
            HostSilence silence = new HostSilence(rules, world, task.host());
            if (silence.neglected(task) || (silence.down() && !task.taken())) {
                continue; // withdrawn with the others below: the host can take it no more
            }
            if (!silence.givenUp(task)) {
                return silence.waitFor(task);
            }
            return giveUp(work, task, tasks, world);
        }
        boolean applied = !tasks.isEmpty() && tasks.stream().allMatch(NetworkWorkflow::endedWell);
        return step(work, Optional.of(applied ? NetWork.Hosts.APPLIED : NetWork.Hosts.FAILED), tasks, world);
    }

    private static boolean endedWell(SeenTask task) {
        return task.task()
                .end()
                .filter(how -> how.state() == TaskEnd.State.SUCCEEDED)
                .isPresent();
    }

    /** Whether the host did it is not known: everything stays recorded as it is to be, so that nothing is free that may be in use. */
    private Decision giveUp(OpenWork work, SeenTask silent, List<SeenTask> tasks, World world) {
        ActBuilder act = Decision.act(Step.FINISH);
        tasks.stream().filter(task -> task.hasEnded() || !task.taken()).forEach(task -> act.ops(Moves.delete(task)));
        return act.ops(moves.fail(work, work.unit().change(), Problems.interfacesUnsure(silent.host()), world.now()))
                .build();
    }

    private Decision step(OpenWork work, Optional<NetWork.Hosts> hosts, List<SeenTask> tasks, World world) {
        return carry(work, world.planNet(work, hosts), tasks, world);
    }

    private Decision carry(OpenWork work, NetStep step, List<SeenTask> tasks, World world) {
        if (step instanceof NetStep.Refused refused) {
            return refused(work, refused, tasks, world);
        }
        NetStep.Act next = (NetStep.Act) step;
        Optional<Problem> objection =
                QosJobs.proposed(work, next, moves.paths(), world).flatMap(world::objection);
        if (objection.isPresent()) {
            return Decision.act(Step.RECORD)
                    .ops(moves.fail(work, work.unit().change(), objection.get(), world.now()))
                    .build();
        }
        ActBuilder act = Decision.act(tasks.isEmpty() ? Step.RECORD : Step.FINISH);
        tasks.forEach(task -> act.ops(Moves.delete(task)));
        act.proposal(next.proposal()).ops(next.ops());
        Map<String, String> result = new LinkedHashMap<>(work.unit().result());
        next.job().ifPresent(job -> result.putAll(jobs.begin(act, job, next.nics(), work, world)));
        WorkUnitBuilder changed = work.unit().change().result(result);
        if (next.next() instanceof Next.End end) {
            result.putAll(end.result());
            return updates.record(act, next.nics(), work, world)
                    .orElseGet(() -> act.ops(moves.succeed(work, changed.result(result), world.now()))
                            .build());
        }
        if (next.next() instanceof Next.AwaitHosts await) {
            return updates.record(act, next.nics(), work, world)
                    .orElseGet(() ->
                            act.ops(follow.begin(work, await, result, world)).build());
        }
        if (next.next() instanceof Next.More more) {
            return updates.record(act, next.nics(), work, world)
                    .orElseGet(() -> act.ops(goOn(work, changed, result, more.step(), world))
                            .build());
        }
        return updates.tell(act, next.nics(), work, world)
                .orElseGet(() -> act.ops(moves.drive(
                                work,
                                changed.running(world.now())
                                        .steps(List.of(), List.of(Steps.UPDATE_HOSTS))
                                        .build()))
                        .build());
    }

    /** The work unit is written once for all steps of a kind, so that they do not cost a write each. */
    private List<Op> goOn(
            OpenWork work, WorkUnitBuilder changed, Map<String, String> result, String step, World world) {
        List<String> left = List.of(step);
        return work.taken()
                        && work.unit().stepsLeft().equals(left)
                        && work.unit().result().equals(result)
                ? List.of(Op.check(moves.paths().activeWorkUnit(work.id()), work.version()))
                : moves.drive(
                        work,
                        changed.running(world.now()).steps(List.of(), left).build());
    }

    private Decision refused(OpenWork work, NetStep.Refused refused, List<SeenTask> tasks, World world) {
        if (refused.provisional()) {
            return Decision.Wait.until(world.now().plus(Rules.PROVISIONAL));
        }
        ActBuilder act = Decision.act(Step.RECORD).ops(refused.ops());
        tasks.forEach(task -> act.ops(Moves.delete(task)));
        return updates.record(act, refused.nics(), work, world)
                .orElseGet(() -> act.ops(moves.fail(
                                work,
                                work.unit().change(),
                                tasks.stream()
                                        .flatMap(task -> task.task().end().stream())
                                        .flatMap(end -> end.problem().stream())
                                        .findFirst()
                                        .map(why -> Problems.because(refused.problem(), why))
                                        .orElse(refused.problem()),
                                world.now()))
                        .build());
    }
}
