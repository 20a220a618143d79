package io.quark.compute.keep;

import io.quark.common.model.Applied;
import io.quark.compute.keep.KeptNetwork.NetworkView;
import io.quark.compute.keep.KeptPort.PortView;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Tells what is kept on a host, as it is at the moment of telling. Lives on the loop. */
final class Telling implements UnaryOperator<Applied> {

    private final Clock clock;
    private final Map<String, KeptMachine> machines;
    private final Map<String, KeptNetwork> networks;

    /**
     * Tells of these, which change.
     *
     * @param machines by instance
     * @param networks by id
     */
    Telling(Clock clock, Map<String, KeptMachine> machines, Map<String, KeptNetwork> networks) {
        this.clock = clock;
        this.machines = machines;
        this.networks = networks;
    }

    /**
     * Tells of everything.
     *
     * @param before what was said last
     */
    @Override
    public Applied apply(Applied before) {
        List<PortView> ports = new ArrayList<>();
        Map<String, String> troubles = new HashMap<>();
        for (KeptMachine machine : machines.values()) {
            if (machine.isSaid()) {
                for (KeptPort port : machine.ports()) {
                    ports.add(port.view(machine.isUp()));
                    port.filter()
                            .error()
                            .ifPresent(
                                    why -> troubles.put(port.nic().network().id(), "port " + port.id() + ": " + why));
                }
            }
        }
        List<NetworkView> views = networks.values().stream()
                .flatMap(network -> network.view(Optional.ofNullable(troubles.get(network.id()))).stream())
                .toList();
        return AppliedReport.of(ports, views, before, clock.instant().truncatedTo(ChronoUnit.MILLIS));
    }
}
