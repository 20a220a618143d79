package io.quark.orc.workflow;

import io.quark.common.model.ChildEnd;
import io.quark.common.model.Problem;
import io.quark.net.qos.QosStatus;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The problems that orc itself finds; those of addresses come from quark-net, those of hosts from the computes. */
final class Problems {

    /** Hosts that a problem names; it counts the others. */
    private static final int MOST_NAMED = 10;

    static final String HOST_SILENT = "host-silent";

    private Problems() {}

    static Problem noCapacity(String missing) {
        return Problem.of(
                "no-capacity",
                "No host can take the machine",
                409,
                "no host can take this machine now; " + missing,
                "ask for a smaller machine, delete some, or add a compute");
    }

    /** The last host failed, and there is no other. */
    static Problem nowhereElse(Problem failure, String host, String missing) {
        return new Problem(
                failure.type(),
                failure.title(),
                failure.status(),
                host + ": " + failure.detail() + "; and no other host can take it: " + missing,
                failure.hint(),
                failure.errors());
    }

    /** The host that has the machine has no room for more of it. */
    static Problem noRoomHere(String lacking, String hint) {
        return Problem.of("no-capacity", "No host can take the machine", 409, lacking, hint);
    }

    /** The host that has the machine has no room for more of it, and no other has room for all of it. */
    static Problem neitherHere(Problem here, String elsewhere) {
        return Problem.of(
                "no-capacity",
                "No host can take the machine",
                409,
                here.detail() + "; and no other host can take it: " + elsewhere,
                "ask for less, delete some machines, or add a compute");
    }

    /** A machine that went to another host for a change that then was not made. */
    static Problem movedOnly(String host, Problem why) {
        return because(
                Problem.of(
                        why.type(),
                        why.title(),
                        why.status(),
                        "the machine was moved to " + host + " for it, and is otherwise as it was",
                        why.hint().orElse("ask again")),
                why);
    }

    /** What is asked for cannot be done with it as it is now. */
    static Problem invalidState(String what, String id, String why, String hint) {
        return Problem.of("invalid-state", "Not in this state", 409, what + " " + id + " stays as it is: " + why, hint);
    }

    static Problem hostSilent(String host, String whatThen) {
        return Problem.of(
                HOST_SILENT,
                "The compute does not answer",
                504,
                "the compute " + host + " gives no sign of life; " + whatThen,
                "look after " + host + "; if it comes back, the machine's record follows what it says");
    }

    static Problem notTaken(String host) {
        return Problem.of(
                HOST_SILENT,
                "The compute does not answer",
                504,
                "the compute " + host + " is there but does not take its tasks",
                "look at the log of quark-compute on " + host);
    }

    /** What came of a changed interface is not known. */
    static Problem interfacesUnsure(String host) {
        return Problem.of(
                HOST_SILENT,
                "The compute does not answer",
                504,
                "the compute " + host
                        + " was told of the change and gives no sign of life since; everything stays recorded as it is to be",
                "look after " + host
                        + ", which goes on with it when it comes back; a removal is to be asked for again then");
    }

    /** The outcome, with what the host said. */
    static Problem because(Problem outcome, Problem why) {
        return new Problem(
                outcome.type(),
                outcome.title(),
                outcome.status(),
                outcome.detail() + ": " + why.detail(),
                why.hint().or(outcome::hint),
                outcome.errors());
    }

    /**
     * Hosts have not put a QoS policy into force.
     *
     * @param of how many hosts it concerns
     */
    static Problem notInForce(String policy, int revision, List<QosStatus.Host> missing, int of) {
        String some = missing.stream()
                .limit(MOST_NAMED)
                .map(host -> host.compute() + " (" + said(host) + ")")
                .collect(Collectors.joining(", "));
        String more = missing.size() > MOST_NAMED ? " and " + (missing.size() - MOST_NAMED) + " more" : "";
        return new Problem(
                "qos-not-in-force",
                "Hosts have not put the QoS policy into force",
                502,
                "revision " + revision + " of the QoS policy " + policy + " is not in force on " + missing.size()
                        + " of " + of + " hosts: " + some + more,
                Optional.of("the policy stays as asked for, and the hosts go on trying: look at its status"),
                missing.stream()
                        .limit(MOST_NAMED)
                        .map(host -> new Problem.Fault(host.compute(), said(host)))
                        .toList());
    }

    private static String said(QosStatus.Host host) {
        return host.state().text() + host.error().map(error -> ": " + error).orElse("");
    }

    /** It stays as it is. */
    static Problem notMovable(String instance, String why, String hint) {
        return Problem.of(
                "not-movable", "The machine cannot be moved", 409, "instance " + instance + " stays: " + why, hint);
    }

    static Problem takesNone(String host) {
        return Problem.of(
                "not-movable",
                "The machine cannot be moved",
                409,
                "the compute " + host + " takes no machines from other hosts any more",
                "set libvirt.migration on " + host);
    }

    /** The machine has left its old host. */
    static Problem movedBadly(String host, Problem why) {
        return because(
                Problem.of(
                        "moved-badly",
                        "The machine does not run where it was moved to",
                        500,
                        "the machine is on " + host + " now, and nowhere else, but does not run there",
                        "see what is wrong on " + host + ", then start the machine"),
                why);
    }

    static Problem sentSilently(String from, String to) {
        return Problem.of(
                HOST_SILENT,
                "The compute does not answer",
                504,
                "the compute " + from + " was sending the machine to " + to
                        + " and gives no sign of life since; whether the machine still runs on " + from
                        + " is not known, so whatever " + to + " got of it stays paused",
                "look after " + from + ": when it comes back, the move ends as it tells; if it is dead, fence it and"
                        + " evacuate the machine");
    }

    /** An evacuation has not been finished. */
    static Problem returned(String host) {
        return Problem.of(
                "not-movable",
                "The machine cannot be moved",
                409,
                "the compute " + host + " gives signs of life again, so its machine stays with it",
                "migrate the machine, or fence the host");
    }

    static Problem taskLost(String host) {
        return Problem.of(
                "task-lost",
                "The task is gone from the tree",
                500,
                "the task on " + host + " was removed without having ended; whether the machine runs is not known",
                "look on " + host + ", then delete the machine");
    }

    static Problem recordLost(String what, String id) {
        return Problem.of(
                "record-lost",
                "A record is gone from the tree",
                500,
                "the record of " + what + " " + id + " was removed while it was being worked on",
                "ask for it again");
    }

    static Problem gone(String what, String id) {
        return Problem.of(
                "not-found", "Not found", 404, "there is no " + what + " " + id, "it may have been deleted meanwhile");
    }

    static Problem exists(String what, String id) {
        return Problem.of(
                "conflict",
                "Conflict",
                409,
                what + " " + id + " exists already",
                "repeat the request with another Idempotency-Key");
    }

    static Problem nameTaken(String what, String name, String holder) {
        return Problem.of(
                "name-taken",
                "The name is taken",
                409,
                "the " + what + " " + holder + " of this project bears the name " + name,
                "choose another name, or delete that one");
    }

    /** Of two uploads at once one counts. */
    static Problem filled(String image, String role) {
        return Problem.of(
                "conflict",
                "Conflict",
                409,
                "the image " + image + " has its " + role + " already, and images do not change",
                "make another image");
    }

    static Problem beingDeleted(String what, String id) {
        return Problem.of("conflict", "Conflict", 409, what + " " + id + " is being deleted", "make a new one");
    }

    /** The host says that it has sent an image, and not what the api said to it. */
    static Problem unreadableFile(String host) {
        return Problem.of(
                "malformed",
                "The request cannot be read",
                500,
                "the compute " + host + " has sent the image, but does not say what became of it",
                "see its log; then make the image again");
    }

    static Problem unreadable(String workUnit) {
        return new Problem(
                "malformed",
                "The request cannot be read",
                400,
                "the work unit " + workUnit + " holds no request that this version understands",
                Optional.of("send the request again"),
                List.of());
    }

    /**
     * Not all parts of a group have succeeded.
     *
     * @param of how many parts there were
     * @param lost parts of which nothing is known
     */
    static Problem ofGroup(List<ChildEnd> others, int of, int lost) {
        String some = others.stream()
                .limit(MOST_NAMED)
                .map(child -> child.target() + " ("
                        + child.error().orElse(child.state().text()) + ")")
                .collect(Collectors.joining(", "));
        String more = others.size() > MOST_NAMED ? " and " + (others.size() - MOST_NAMED) + " more" : "";
        String unknown = lost > 0 ? "; of " + lost + " nothing is known" : "";
        return new Problem(
                "group-failed",
                "Not everything was done",
                409,
                others.size() + lost + " of " + of + " did not succeed: " + some + more + unknown,
                Optional.of("those that succeeded stay; ask again for the others"),
                others.stream()
                        .limit(MOST_NAMED)
                        .map(child -> new Problem.Fault(
                                child.target(),
                                child.error().orElse(child.state().text())))
                        .toList());
    }

    /** A step could not be committed, again and again. */
    static Problem refused(String reason) {
        return Problem.of(
                "conflict",
                "Conflict",
                409,
                "the tree refused this again and again: " + reason,
                "try again; if it happens again, run quark audit");
    }
}
