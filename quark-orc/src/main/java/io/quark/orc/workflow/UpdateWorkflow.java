package io.quark.orc.workflow;

import io.quark.common.model.Instance;
import io.quark.common.model.InstanceSpec;
import io.quark.common.model.WorkRequest.UpdateInstance;
import io.quark.common.tree.Paths;
import io.quark.orc.workflow.Decision.Step;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Changes the name or the labels of an instance: one step, and no host is touched. */
final class UpdateWorkflow implements Workflow {

    private final Moves moves;

    UpdateWorkflow(Paths paths) {
        this.moves = new Moves(paths);
    }

    @Override
    public Decision next(OpenWork work, World world) {
        var act = Decision.act(Step.RECORD);
        var changed = work.unit().change();
        if (work.cancelAsked()) {
            return act.ops(moves.cancel(work, changed, world.now())).build();
        }
        Optional<Seen<Instance>> instance = world.instance(work.target());
        if (instance.isEmpty()) {
            return act.ops(moves.fail(work, changed, Problems.gone("instance", work.target()), world.now()))
                    .build();
        }
        if (instance.get().value().status() == Instance.Status.DELETING) {
            return act.ops(moves.fail(work, changed, Problems.beingDeleted("instance", work.target()), world.now()))
                    .build();
        }
        if (!(work.unit().request().orElse(null) instanceof UpdateInstance request)) {
            return act.ops(moves.fail(work, changed, Problems.unreadable(work.id()), world.now()))
                    .build();
        }
        return act.ops(moves.succeed(work, changed.result(Map.of("instance", work.target())), world.now()))
                .ops(List.of(moves.set(instance.get(), updated(instance.get().value(), request))))
                .build();
    }

    private static Instance updated(Instance was, UpdateInstance request) {
        InstanceSpec spec = was.spec();
        String name = request.name().orElse(was.name());
        Map<String, String> labels = new LinkedHashMap<>(spec.labels());
        request.labels().orElse(Map.of()).forEach((label, value) -> {
            if (value.isEmpty()) {
                labels.remove(label);
            } else {
                labels.put(label, value);
            }
        });
        return was.change()
                .wanted()
                .name(name)
                .spec(spec.described(name, labels))
                .build();
    }
}
