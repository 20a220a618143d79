package io.quark.compute.task;

import io.quark.common.fault.CrashPoints;
import io.quark.compute.hypervisor.Hypervisor;
import io.quark.compute.hypervisor.Storage;
import io.quark.compute.nic.Wiring;
import io.quark.compute.step.Loop;
import java.time.Clock;

/**
 * One compute as its tasks see it.
 *
 * @param host name of the compute
 * @param treeId identity of the tree that its machines are recorded in
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
        SessionWatch session,
        TaskMetrics metrics,
        CrashPoints crashPoints) {}
