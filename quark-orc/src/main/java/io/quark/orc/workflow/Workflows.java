package io.quark.orc.workflow;

import io.quark.common.model.MachineRequest;
import io.quark.common.model.NetRequest;
import io.quark.common.tree.Paths;
import java.util.Map;

/** All kinds of work that this version knows. Immutable. */
public final class Workflows {

    private final Map<String, Workflow> byKind;
    private final Workflow network;
    private final Workflow change;
    private final Workflow unknown;
    private final Moves moves;

    public Workflows(Rules rules, Paths paths) {
        network = new NetworkWorkflow(rules, paths);
        Workflow image = new ImageWorkflow(paths);
        Workflow record = new RecordWorkflow(paths);
        change = new ChangeWorkflow(rules, paths);
        moves = new Moves(paths);
        byKind = Map.ofEntries(
                Map.entry("build", new BuildWorkflow(rules, paths)),
                Map.entry("delete", new DeleteWorkflow(rules, paths)),
                Map.entry("update", new UpdateWorkflow(paths)),
                Map.entry("create_network", network),
                Map.entry("delete_network", network),
                Map.entry("create_image", image),
                Map.entry("upload_image", image),
                Map.entry("delete_image", image),
                Map.entry("create_volume", record),
                Map.entry("create_flavor", record),
                Map.entry("delete_flavor", record),
                Map.entry("group", new GroupWorkflow(paths)),
                Map.entry("migrate", new MigrateWorkflow(rules, paths)),
                Map.entry("evacuate", new EvacuateWorkflow(rules, paths)),
                Map.entry("audit", new AuditWorkflow(paths)));
        unknown = (work, world) -> Decision.act(Decision.Step.RECORD)
                .ops(moves.fail(work, work.unit().change(), Problems.unreadable(work.id()), world.now()))
                .build();
    }

    /** What is to be done next for a work unit; one of an unknown kind fails. */
    public Decision next(OpenWork work, World world) {
        Object request = work.unit().request().orElse(null);
        Workflow other = request instanceof MachineRequest ? change : unknown;
        return (request instanceof NetRequest
                        ? network
                        : byKind.getOrDefault(work.unit().kind(), other))
                .next(work, world);
    }

    /**
     * The end of a work unit that has not been begun, and whose first step the tree refuses again and again. One that has been
     * begun cannot simply end: it is tried again, ever more rarely.
     */
    public Decision giveUp(OpenWork untaken, String reason, World world) {
        return Decision.act(Decision.Step.FINISH)
                .ops(moves.fail(untaken, untaken.unit().change(), Problems.refused(reason), world.now()))
                .build();
    }
}
