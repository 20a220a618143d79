package io.quark.compute.keep;

import io.quark.common.model.Applied;
import io.quark.compute.hypervisor.HostFailureException;
import java.util.List;

/** Judges whether a host does for a machine all that is wanted. Pure. */
final class Enforcement {

    private Enforcement() {}

    /** Whether nothing is left to be tried at once for that machine, on these networks. */
    static boolean isSettled(KeptMachine machine, List<KeptNetwork> networks) {
        return machine.isSettled()
                && networks.stream().allMatch(network -> network.forwards().isSettled());
    }

    /**
     * Fails with the reason where something is not in force. What the host's driver never can is no failure.
     *
     * @param networks that the machine is on
     */
    static void require(KeptMachine machine, List<KeptNetwork> networks, String host) {
        machine.upkeeps()
                .filter(upkeep -> !upkeep.isInForce() && upkeep.state() != Applied.State.UNSUPPORTED)
                .findFirst()
                .ifPresent(upkeep -> {
                    throw HostFailureException.passing(
                            "what is to limit and filter the traffic of " + machine.instance()
                                    + " could not be put into force on " + host + ": "
                                    + upkeep.error().orElse("it was not done, or not known, in time"),
                            "see what the host's network driver needs, or take the policy away");
                });
        networks.stream()
                .filter(network -> !network.forwards().isInForce())
                .findFirst()
                .ifPresent(network -> {
                    throw HostFailureException.passing(
                            "the forwarding entries of network " + network.id() + " could not be made on " + host + ": "
                                    + network.forwards().error().orElse("they were not known in time"),
                            "see what the host's network driver needs");
                });
    }
}
