package io.quark.net.alloc;

import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The claims on names that are unique in their project, as one index sees them. Not thread safe. */
final class Names {

    /** What has a name: with what the tree files its names under, and what people call it. */
    enum Kind {
        NETWORK("network", "network"),
        IP_POLICY("ip_policy", "IP policy"),
        SEGMENT_POOL("segment_pool", "segment pool"),
        MAC_RANGE("mac_range", "range of MACs"),
        QOS_POLICY("qos_policy", "QoS policy"),
        SECURITY_GROUP("security_group", "security group");

        private final String type;
        private final String words;

        Kind(String type, String words) {
            this.type = type;
            this.words = words;
        }

        String type() {
            return type;
        }

        String words() {
            return words;
        }
    }

    /** The project of what no project owns. */
    static final String ALL = "all";

    /** What a name stands for. */
    private record NameClaim(String id, int version, boolean undecided) {}

    private final Paths paths;
    private final Map<String, NameClaim> claims = new HashMap<>();
    private final Buckets projects = new Buckets();

    Names(Paths paths) {
        this.paths = paths;
    }

    /**
     * Claims a name: the draft gets the operations, and it is taken from now on.
     *
     * @return why not
     */
    Optional<Choice.Denied<Void>> take(Draft draft, Kind kind, String project, String name, String id) {
        String path = paths.name(kind.type, project, name);
        NameClaim holder = claims.get(path);
        if (holder != null) {
            return Optional.of(new Choice.Denied<>(Refusals.nameTaken(kind.words, name, holder.id), holder::undecided));
        }
        String parent = paths.namesOf(kind.type, project);
        if (projects.propose(parent, draft.proposal())) {
            draft.add(Op.createEmpty(parent), () -> projects.unpropose(parent, draft.proposal()));
        }
        claims.put(path, new NameClaim(id, 0, true));
        draft.add(Op.create(path, new NameRecord(id)), () -> forgetUndecided(path, id));
        return Optional.empty();
    }

    /** Claims the new name and gives up the old one. */
    Optional<Choice.Denied<Void>> rename(Draft draft, Kind kind, String project, String from, String to, String id) {
        if (from.equals(to)) {
            return Optional.empty();
        }
        giveUp(kind, project, from, id).ifPresent(draft::add);
        return take(draft, kind, project, to, id);
    }

    /** The operation that gives up a name; empty if something else has it. */
    Optional<Op> giveUp(Kind kind, String project, String name, String id) {
        String path = paths.name(kind.type, project, name);
        return Optional.ofNullable(claims.get(path))
                .filter(claim -> claim.id.equals(id))
                .map(claim -> Op.delete(path, claim.version));
    }

    /** Ends a proposed name, unless the view shows it meanwhile. */
    private void forgetUndecided(String path, String id) {
        claims.computeIfPresent(path, (any, claim) -> claim.undecided && claim.id.equals(id) ? null : claim);
    }

    void seen(String path, String id, int version) {
        claims.put(path, new NameClaim(id, version, false));
    }

    void gone(String path) {
        claims.remove(path);
    }

    /** Which projects have a node for names of each kind. */
    Buckets projects() {
        return projects;
    }
}
