package io.quark.api.security;

import io.quark.api.bind.Faults;
import io.quark.api.bind.Field;
import io.quark.api.view.Cluster;
import io.quark.common.model.SecurityGroup;
import java.util.ArrayList;
import java.util.List;

/** The {@code security} of a port or network interface, as it is asked for. */
public record SecurityBody(
        @Field(
                maxItems = SecurityBody.MOST,
                maxLength = 63,
                says = "Security groups of the project, by id or name; empty: everything passes.")
        List<String> groups) {

    static final int MOST = 16;

    /**
     * The ids of the groups; faults are added.
     *
     * @param at pointer to this
     */
    public List<String> ids(Cluster cluster, String project, String at, Faults faults) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            String pointer = at + "/groups/" + i;
            if (!faults.touch(pointer)) {
                cluster.qos()
                        .findGroup()
                        .resolved(project, groups.get(i), pointer, faults)
                        .map(SecurityGroup::id)
                        .ifPresent(id -> {
                            if (ids.contains(id)) {
                                faults.add(pointer, "is named twice");
                            }
                            ids.add(id);
                        });
            }
        }
        return ids;
    }
}
