package io.quark.net.alloc;

import io.quark.common.model.Quota;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.net.alloc.NetworkState.Versioned;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What projects may have, and what they have: counted as it comes and goes, so that asking costs nothing. What is proposed here and
 * not seen yet counts, too. Not thread safe.
 */
final class Quotas {

    private static final Amounts NOTHING = new Amounts(0, 0, 0);

    /** What is limited over a whole project. */
    record Amounts(int networks, int subnets, int ports) {
        Amounts plus(Amounts other) {
            return new Amounts(networks + other.networks, subnets + other.subnets, ports + other.ports);
        }

        Amounts minus(Amounts other) {
            return plus(new Amounts(-other.networks, -other.subnets, -other.ports));
        }
    }

    /** A record that a proposal writes. */
    private record Proposed(long proposal, Quota quota) {}

    private final Paths paths;
    private final Map<String, Versioned<Quota>> seen = new HashMap<>();
    private final Map<String, Deque<Proposed>> proposed = new HashMap<>();
    private final Map<String, Amounts> present = new HashMap<>();
    private final Map<String, Amounts> coming = new HashMap<>();

    Quotas(Paths paths) {
        this.paths = paths;
    }

    /** What a project may have; empty where nothing is limited. */
    Optional<Quota> of(String project) {
        return Optional.ofNullable(proposed.get(project))
                .map(Deque::peekLast)
                .map(Proposed::quota)
                .or(() -> Optional.ofNullable(seen.get(project)).map(Versioned::record));
    }

    /** What a project has, and is about to have. */
    Amounts usage(String project) {
        return present.getOrDefault(project, NOTHING).plus(coming.getOrDefault(project, NOTHING));
    }

    /**
     * Adds to what a project has, where its quota allows it: the draft gets the operation that lets no two of them take what is left.
     *
     * @return why not
     */
    Optional<Choice.Denied<Void>> charge(Draft draft, String project, int networks, int subnets, int ports) {
        Amounts more = new Amounts(networks, subnets, ports);
        add(coming, project, more);
        draft.onEnd(() -> add(coming, project, NOTHING.minus(more)));
        Optional<Quota> quota = of(project).filter(Quota::counts).filter(any -> !more.equals(NOTHING));
        if (quota.isEmpty()) {
            return Optional.empty();
        }
        Amounts before = usage(project).minus(more);
        Optional<Choice.Denied<Void>> denied = exceeded(
                        project, "networks", quota.get().networks(), before.networks, networks)
                .or(() -> exceeded(project, "subnets", quota.get().subnets(), before.subnets, subnets))
                .or(() -> exceeded(project, "ports", quota.get().ports(), before.ports, ports));
        if (denied.isEmpty()) {
            propose(draft, quota.get());
        }
        return denied;
    }

    private Optional<Choice.Denied<Void>> exceeded(
            String project, String what, Optional<Integer> limit, int has, int more) {
        return limit.filter(most -> more > 0 && (long) has + more > most)
                .map(most -> new Choice.Denied<>(
                        Refusals.quotaExceeded(project, what, most, has, more),
                        () -> !coming.getOrDefault(project, NOTHING).equals(NOTHING)));
    }

    /** Writes a quota on what the tree will hold by then. */
    void propose(Draft draft, Quota quota) {
        String project = quota.project();
        String path = paths.quota(project);
        Deque<Proposed> queue = proposed.computeIfAbsent(project, any -> new ArrayDeque<>());
        Optional<Versioned<Quota>> now = Optional.ofNullable(seen.get(project));
        int version = now.map(Versioned::version).orElse(-1) + queue.size();
        Proposed mine = new Proposed(draft.proposal(), quota);
        queue.addLast(mine);
        draft.add(version < 0 ? Op.create(path, quota) : Op.set(path, quota, version), () -> {
            queue.remove(mine);
            if (queue.isEmpty()) {
                proposed.remove(project, queue);
            }
        });
    }

    /** The tree holds this quota now. */
    void seen(Versioned<Quota> quota) {
        seen.put(quota.record().project(), quota);
    }

    void gone(String project) {
        seen.remove(project);
    }

    /** A project has that much more in the tree. */
    void came(String project, Amounts amounts) {
        add(present, project, amounts);
    }

    /** A project has that much less in the tree. */
    void went(String project, Amounts amounts) {
        add(present, project, NOTHING.minus(amounts));
    }

    private static void add(Map<String, Amounts> to, String project, Amounts amounts) {
        to.compute(project, (any, before) -> {
            Amounts sum = before == null ? amounts : before.plus(amounts);
            return sum.equals(NOTHING) ? null : sum;
        });
    }
}
