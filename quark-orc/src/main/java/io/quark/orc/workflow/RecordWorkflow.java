package io.quark.orc.workflow;

import io.quark.common.model.Flavor;
import io.quark.common.model.MachineRequest.CreateFlavor;
import io.quark.common.model.MachineRequest.CreateVolume;
import io.quark.common.model.MachineRequest.DeleteFlavor;
import io.quark.common.model.Problem;
import io.quark.common.model.Volume;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.orc.workflow.Decision.ActBuilder;
import io.quark.orc.workflow.Decision.Step;
import java.util.Map;
import java.util.Optional;

/** Makes volumes, which no host has to know of yet, and makes and removes flavors: each in one step. */
final class RecordWorkflow implements Workflow {

    private final Moves moves;

    RecordWorkflow(Paths paths) {
        this.moves = new Moves(paths);
    }

    @Override
    public Decision next(OpenWork work, World world) {
        ActBuilder act = Decision.act(Step.RECORD);
        var changed = work.unit().change();
        if (work.cancelAsked()) {
            return act.ops(moves.cancel(work, changed, world.now())).build();
        }
        Optional<Problem> problem = decide(work, act, world);
        return problem.isPresent()
                ? Decision.act(Step.RECORD)
                        .ops(moves.fail(work, changed, problem.get(), world.now()))
                        .build()
                : act.ops(moves.succeed(
                                work, changed.result(Map.of(work.unit().target().type(), work.target())), world.now()))
                        .build();
    }

    /** Adds the operations, or says why it cannot be done. */
    private Optional<Problem> decide(OpenWork work, ActBuilder act, World world) {
        Object request = work.unit().request().orElse(null);
        if (request instanceof CreateVolume create) {
            Volume volume = VolumeRecords.free(create.volume(), Optional.empty());
            return name(act, Names.VOLUME, volume.project(), volume.name(), volume.id(), world)
                    .or(() -> {
                        if (world.volume(volume.id()).isPresent()) {
                            return Optional.of(Problems.exists(Names.VOLUME, volume.id()));
                        }
                        act.ops(Op.create(moves.paths().volume(volume.id()), volume));
                        return Optional.empty();
                    });
        }
        if (request instanceof CreateFlavor create) {
            Flavor flavor = create.flavor();
            return name(act, Names.FLAVOR, Names.ALL, flavor.name(), flavor.id(), world)
                    .or(() -> {
                        if (world.flavor(flavor.id()).isPresent()) {
                            return Optional.of(Problems.exists(Names.FLAVOR, flavor.id()));
                        }
                        act.ops(Op.create(moves.paths().flavor(flavor.id()), flavor));
                        return Optional.empty();
                    });
        }
        if (request instanceof DeleteFlavor) {
            world.flavor(work.target()).ifPresent(seen -> {
                Flavor flavor = seen.value();
                act.ops(Op.delete(moves.paths().flavor(flavor.id()), seen.version()))
                        .ops(Names.release(moves.paths(), Names.FLAVOR, Names.ALL, flavor.name(), flavor.id(), world));
            });
            return Optional.empty(); // one that is gone already is deleted
        }
        return Optional.of(Problems.unreadable(work.id()));
    }

    private Optional<Problem> name(ActBuilder act, String type, String project, String name, String id, World world) {
        Optional<String> bearer = world.named(type, project, name);
        if (bearer.isEmpty()) {
            act.parent(Names.parent(moves.paths(), type, project))
                    .ops(Names.claim(moves.paths(), type, project, name, id));
        }
        return bearer.map(holder -> Problems.nameTaken(type, name, holder));
    }
}
