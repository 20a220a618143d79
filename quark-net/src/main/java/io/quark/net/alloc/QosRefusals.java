package io.quark.net.alloc;

import io.quark.common.model.Port;
import io.quark.common.model.Problem;
import io.quark.common.model.Problem.Fault;
import java.util.List;
import java.util.stream.Collectors;

/** Why something cannot be done with QoS policies, in words. */
final class QosRefusals {

    private QosRefusals() {}

    static Problem noSuchPolicy(String id) {
        return Problem.of(
                "qos-policy-not-found",
                "QoS policy not found",
                404,
                "there is no QoS policy " + id + " that this project may use",
                "look at the QoS policies of the project, or ask its owner to share it");
    }

    static Problem noSuchRule(String id, String policy) {
        return Problem.of(
                "qos-rule-not-found",
                "QoS rule not found",
                404,
                "QoS policy '" + policy + "' has no rule " + id,
                "look at the rules of the policy");
    }

    /** @param mtu bytes */
    static Problem doesNotFit(String policy, int mtu, List<Fault> faults) {
        return Problem.of(
                "qos-policy-unfit",
                "QoS policy does not fit the network",
                422,
                "QoS policy '" + policy + "' does not fit a network with an MTU of " + mtu + ": "
                        + faults.stream()
                                .map(fault -> fault.pointer() + ": " + fault.detail())
                                .collect(Collectors.joining("; ")),
                "change the rules of the policy, or use another one");
    }

    /** A request that only the workflow of policies answers. */
    static Problem nothingToRecord() {
        return Problem.of(
                "nothing-to-record",
                "Nothing to record",
                400,
                "the request names no policy to make",
                "name the policy, or look at the one that is there");
    }

    /**
     * A machine was placed on what was promised.
     *
     * @param before kbit/s
     * @param after kbit/s
     */
    static Problem promised(String what, long before, long after, Port placed) {
        return Problem.of(
                "bandwidth-promised",
                "Machines were placed on that promise",
                409,
                what + " stays as it was: " + NetState.describe(placed) + " is promised " + before
                        + " kbit/s, and would be promised " + after,
                "delete those machines first, or bind other ports to another policy");
    }

    static Problem hostsFailed(String policy) {
        return Problem.of(
                "host-failed",
                "Host could not do it",
                502,
                "QoS policy '" + policy + "' stays: a host carries it still",
                "look at the policy's status and ask again");
    }
}
