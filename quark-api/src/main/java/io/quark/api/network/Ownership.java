package io.quark.api.network;

import io.quark.api.http.ProblemType;
import io.quark.api.http.Request;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What stands in the way of a change, in words that name it. */
public final class Ownership {

    /** Holders that a conflict names at most. */
    public static final int NAMED = 10;

    private Ownership() {}

    /** Refuses a change of what is shared by another project. */
    public static void refuseForeign(Request request, String what, String owner) {
        if (!owner.equals(request.project())) {
            throw ProblemType.CONFLICT.of(
                    "the " + what + " belongs to project " + owner,
                    "Only its own project may change it; the header Quark-Project names the project.");
        }
    }

    /** Refuses what holders stand in the way of; names the first of them. */
    public static void refuseHeld(String what, List<String> holders, String hint) {
        if (!holders.isEmpty()) {
            int more = holders.size() - NAMED;
            throw ProblemType.CONFLICT.of(
                    what + ": " + holders.stream().limit(NAMED).collect(Collectors.joining(", "))
                            + (more > 0 ? " and more" : ""),
                    hint);
        }
    }

    /**
     * Refuses a name that something else bears.
     *
     * @param holder id of what bears it, if anything does
     */
    public static void refuseNameTaken(String kind, String name, String where, Optional<String> holder) {
        holder.ifPresent(id -> {
            throw ProblemType.CONFLICT.of(
                    "the " + kind + " " + id + " bears the name " + name + where,
                    "Choose another name, or delete that " + kind + " first.");
        });
    }
}
