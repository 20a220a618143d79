package io.quark.api.view;

import io.quark.api.http.ProblemType;
import io.quark.api.http.Request;
import io.quark.common.tree.Node;
import java.util.List;
import java.util.Optional;

/** Which state of a record a client has seen: the data version of its node, in {@code ETag} and {@code If-Match}. */
public final class ETags {

    private ETags() {}

    public static String of(Node node) {
        return "\"" + node.version() + "\"";
    }

    /**
     * The data version that the client insists on, to be passed on with its change; empty where it insists on none.
     *
     * @param what the record, for people
     * @throws io.quark.api.http.ProblemException if the record has another by now (412)
     */
    public static Optional<Integer> expected(Request request, String what, Node node) {
        Optional<String> wanted = request.header("if-match").map(String::strip).filter(text -> !text.equals("*"));
        wanted.filter(text -> !List.of(text.split("\\s*,\\s*")).contains(of(node)))
                .ifPresent(text -> {
                    throw ProblemType.STALE.of(
                            "the " + what + " is at " + of(node) + ", not at " + text,
                            "Read it again, and decide whether the change is still wanted.");
                });
        return wanted.map(text -> node.version());
    }
}
