package io.quark.common.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes a changed copy of a {@link WorkUnit}. Not thread safe. */
public final class WorkUnitBuilder {

    private final WorkUnit from;
    private Optional<WorkRequest> request;
    private WorkUnit.State state;
    private Optional<Instant> birthedOn;
    private Optional<Instant> finishedAt;
    private List<WorkUnit.Step> stepsCompleted;
    private List<String> stepsLeft;
    private Optional<WorkUnit.Placement> placement;
    private int attempts;
    private List<String> excluded;
    private boolean cancelRequested;
    private Map<String, String> result;
    private Optional<Problem> error;
    private Optional<WorkUnit.Explanation> explain;
    private Optional<String> parent;

    WorkUnitBuilder(WorkUnit from) {
        this.from = from;
        this.request = from.request();
        this.state = from.state();
        this.birthedOn = from.birthedOn();
        this.finishedAt = from.finishedAt();
        this.stepsCompleted = from.stepsCompleted();
        this.stepsLeft = from.stepsLeft();
        this.placement = from.placement();
        this.attempts = from.attempts();
        this.excluded = from.excluded();
        this.cancelRequested = from.cancelRequested();
        this.result = from.result();
        this.error = from.error();
        this.explain = from.explain();
        this.parent = from.parent();
    }

    public WorkUnitBuilder running(Instant at) {
        state = WorkUnit.State.RUNNING;
        birthedOn = Optional.of(birthedOn.orElse(at));
        return this;
    }

    /** Ends it: the request, which may hold secrets, is left out from here on; that of a group only names its parts. */
    public WorkUnitBuilder ended(WorkUnit.State how, Instant at) {
        state = how;
        birthedOn = Optional.of(birthedOn.orElse(at));
        finishedAt = Optional.of(at);
        request = request.filter(MachineRequest.Group.class::isInstance);
        return this;
    }

    public WorkUnitBuilder steps(List<WorkUnit.Step> completed, List<String> left) {
        stepsCompleted = completed;
        stepsLeft = left;
        return this;
    }

    public WorkUnitBuilder placement(Optional<WorkUnit.Placement> where) {
        placement = where;
        return this;
    }

    public WorkUnitBuilder attempts(int count) {
        attempts = count;
        return this;
    }

    public WorkUnitBuilder excluded(List<String> hosts) {
        excluded = hosts;
        return this;
    }

    public WorkUnitBuilder cancelRequested() {
        cancelRequested = true;
        return this;
    }

    public WorkUnitBuilder result(Map<String, String> what) {
        result = what;
        return this;
    }

    public WorkUnitBuilder error(Problem problem) {
        error = Optional.of(problem);
        return this;
    }

    public WorkUnitBuilder explain(WorkUnit.Explanation why) {
        explain = Optional.of(why);
        return this;
    }

    public WorkUnitBuilder parent(String group) {
        parent = Optional.of(group);
        return this;
    }

    public WorkUnit build() {
        return new WorkUnit(
                from.id(),
                from.kind(),
                from.project(),
                from.target(),
                request,
                from.idempotency(),
                from.createdAt(),
                state,
                birthedOn,
                finishedAt,
                stepsCompleted,
                stepsLeft,
                placement,
                attempts,
                excluded,
                cancelRequested,
                result,
                error,
                explain,
                parent);
    }
}
