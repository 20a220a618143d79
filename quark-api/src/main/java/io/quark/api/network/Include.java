package io.quark.api.network;

import io.quark.api.http.Parameter;
import io.quark.api.http.ProblemType;
import io.quark.api.http.Request;
import io.quark.common.model.Problem.Fault;
import java.util.List;
import java.util.Optional;

/**
 * What else is wanted in the same answer as a network. Its subnets always are.
 *
 * @param ports whether its ports are
 */
record Include(boolean ports) {

    static final Parameter PARAMETER = Parameter.text(
            "include", "ports, subnets or both, with a comma between: shown in the same answer; subnets always are.");

    /** Ports of one network in a list, and networks of a page with their ports: 10,000 ports in an answer are enough. */
    private static final int IN_LIST = 100;

    private static final int OF_ONE = 1_000;

    static Include of(Request request) {
        List<String> wanted = request.query("include")
                .map(text -> List.of(text.split(",", -1)))
                .orElse(List.of());
        for (String one : wanted) {
            if (!one.equals("ports") && !one.equals("subnets")) {
                throw refused("include", "\"" + one + "\" cannot be included; known here: ports, subnets");
            }
        }
        return new Include(wanted.contains("ports"));
    }

    void refuseLongPages(Request request) {
        if (ports && request.number("limit").filter(limit -> limit > IN_LIST).isPresent()) {
            throw refused("limit", "is at most " + IN_LIST + " with include=ports");
        }
    }

    Optional<Integer> portsInList() {
        return ports ? Optional.of(IN_LIST) : Optional.empty();
    }

    Optional<Integer> portsOfOne() {
        return ports ? Optional.of(OF_ONE) : Optional.empty();
    }

    private static RuntimeException refused(String parameter, String fault) {
        return ProblemType.MALFORMED.of(
                parameter + ": " + fault,
                "Correct the parameter; GET /v1/ports?network= lists all ports of a network.",
                List.of(new Fault(parameter, fault)));
    }
}
