package io.quark.orc.workflow;

import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Claims of names: a node whose path is the name. */
final class Names {

    static final String SNAPSHOT = "snapshot";
    static final String VOLUME = "volume";
    static final String FLAVOR = "flavor";
    static final String IMAGE = "image";

    /** Where names lie that are unique among all projects. */
    static final String ALL = "all";

    private Names() {}

    /** Needs the node of {@link #parent}. */
    static Op claim(Paths paths, String type, String project, String name, String id) {
        return Op.create(paths.name(type, project, name), Map.of("id", id));
    }

    static String parent(Paths paths, String type, String project) {
        return paths.namesOf(type, project);
    }

    /** Nothing where by now another bears the name. */
    static List<Op> release(Paths paths, String type, String project, String name, String id, World world) {
        Optional<String> bearer = world.named(type, project, name).filter(id::equals);
        return bearer.map(there -> List.of(Op.delete(paths.name(type, project, name), Op.ANY_VERSION)))
                .orElse(List.of());
    }
}
