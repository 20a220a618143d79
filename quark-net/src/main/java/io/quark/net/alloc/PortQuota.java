package io.quark.net.alloc;

import io.quark.common.model.Quota;
import java.util.Optional;

/** What a project's quota says of ports. */
final class PortQuota {

    private final NetState state;
    private final String project;

    PortQuota(NetState state, String project) {
        this.state = state;
        this.project = project;
    }

    /** Adds so many ports to what the project has; the draft rests on the quota from then on. */
    Optional<Choice.Denied<Void>> charge(Draft draft, int ports) {
        return state.quotas().charge(draft, project, 0, 0, ports);
    }

    /** Whether a port may have so many addresses. */
    Optional<Choice.Denied<Void>> addresses(int count) {
        return state.quotas()
                .of(project)
                .flatMap(Quota::addressesPerPort)
                .filter(most -> count > most)
                .map(most -> Choice.Denied.firmly(Refusals.tooManyAddresses(project, most, count)));
    }
}
