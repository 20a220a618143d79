package io.quark.net.alloc;

import io.quark.common.model.NetRequest.SetQuota;
import io.quark.common.model.Problem.Fault;
import io.quark.common.model.Quota;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says what a project may have from now on; what it has more already stays. */
final class QuotaChanges {

    private final NetState state;
    private final Steps steps;

    QuotaChanges(NetState state) {
        this.state = state;
        this.steps = new Steps(state);
    }

    NetStep set(NetWork work, SetQuota asked) {
        Quota quota = asked.quota();
        List<Fault> faults = new ArrayList<>();
        limit(faults, "/networks", quota.networks());
        limit(faults, "/subnets", quota.subnets());
        limit(faults, "/ports", quota.ports());
        limit(faults, "/addresses_per_port", quota.addressesPerPort());
        if (!faults.isEmpty()) {
            return Steps.refused(StructureRefusals.invalid("quota", faults));
        }
        Quota record = new Quota(
                quota.project(),
                quota.networks(),
                quota.subnets(),
                quota.ports(),
                quota.addressesPerPort(),
                work.workUnit());
        return steps.step(Steps.end("quota", quota.project()), draft -> {
            state.quotas().propose(draft, record);
            return Optional.empty();
        });
    }

    private static void limit(List<Fault> faults, String pointer, Optional<Integer> limit) {
        limit.filter(most -> most < 0).ifPresent(most -> faults.add(new Fault(pointer, "must not be negative")));
    }
}
