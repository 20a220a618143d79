package io.quark.api.instance;

import io.quark.api.work.Draft;
import io.quark.api.work.WorkUnitIds;
import io.quark.common.model.InstanceSpec;
import io.quark.common.model.Target;
import io.quark.common.model.WorkRequest.BuildInstance;
import java.util.ArrayList;
import java.util.List;

/** Makes of one build many, in one group. Pure. */
final class BulkBuild {

    private static final String TYPE = "instance";

    private BulkBuild() {}

    /** The name of one of several. */
    static String name(String name, int number) {
        return name + "-" + number;
    }

    static Draft of(BuildInstance one, int count, WorkUnitIds ids) {
        String group = ids.free();
        List<Draft> children = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            String workUnit = ids.child(group, Integer.toString(number));
            InstanceSpec spec = one.spec()
                    .described(name(one.spec().name(), number), one.spec().labels());
            children.add(new Draft(
                    workUnit,
                    new Target(TYPE, ids.made(workUnit, TYPE), spec.name()),
                    new BuildInstance(spec, one.boot())));
        }
        return Draft.group(group, one.spec().name(), one.kind(), children);
    }
}
