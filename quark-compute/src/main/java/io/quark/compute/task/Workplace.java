package io.quark.compute.task;

import io.quark.common.fault.CrashPoints;
import io.quark.compute.follow.Following;
import io.quark.compute.hypervisor.Hypervisor;
import io.quark.compute.hypervisor.Storage;
import io.quark.compute.keep.Keeper;
import io.quark.compute.nic.Wiring;
import io.quark.compute.step.Loop;
import io.quark.compute.tree.Tree;
import java.time.Clock;

/**
 * One compute as its tasks see it.
 *
 * @param host name of the compute
 * @param treeId identity of the tree that its machines are recorded in
 * @param keeper keeps what its machines have of networks as the tree wants it
 * @param following tells of what changes in the tree beside its own directories
 * @param begun which changes are under way, also for the next life of the daemon
 * @param crashPoints where a test may kill the process
 */
public record Workplace(
        String host,
        String treeId,
        Loop loop,
        Clock clock,
        Tree tree,
        Hypervisor hypervisor,
        Storage storage,
        Wiring wiring,
        Keeper keeper,
        Following following,
        SessionWatch session,
        BegunChanges begun,
        TaskMetrics metrics,
        CrashPoints crashPoints) {}
