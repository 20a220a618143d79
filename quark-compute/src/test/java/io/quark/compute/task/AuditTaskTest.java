package io.quark.compute.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.id.Ids;
import io.quark.common.model.Machine;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.Resources;
import io.quark.common.model.Task;
import io.quark.common.model.TaskEnd;
import io.quark.common.model.TaskKind;
import io.quark.common.tree.Op;
import io.quark.compute.change.Changes;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a host says when it is asked whether its hypervisor and its records agree. */
class AuditTaskTest {

    private final TaskBed bed = new TaskBed(4, UnaryOperator.identity(), Changes.all());

    @AfterEach
    void close() {
        bed.close();
    }

    @Test
    void whereBothAgreeNothingIsFound() {
        bed.built();
        assertThat(findings()).isEqualTo("[]");
    }

    @Test
    void aMachineThatIsOtherwiseThanRecordedIsFound() {
        Machine machine = bed.built();
        bed.host.happen(machine.instance(), MachineStatus.STOPPED);
        assertThat(findings()).contains("I9", machine.instance(), "recorded as running, and is stopped");
    }

    @Test
    void aMachineWhoseDomainIsGoneIsFoundAlsoWhereItsRecordSaysSo() {
        Machine machine = bed.built();
        bed.host.vanish(machine.instance());
        bed.tree.commit(Op.set(
                bed.paths.managed(TaskBed.HOST, machine.instance()),
                bed.managed(machine.instance()).orElseThrow().with(MachineStatus.MISSING),
                Op.ANY_VERSION));
        assertThat(findings()).contains("I9", machine.instance(), "its domain is gone");
    }

    @Test
    void aDomainThatNoRecordNamesIsFound() {
        Machine machine = bed.built();
        bed.tree.commit(Op.delete(bed.paths.managed(TaskBed.HOST, machine.instance()), Op.ANY_VERSION));
        assertThat(findings()).contains("I9", machine.instance(), "no record of this host names");
    }

    @Test
    void whatATaskIsAboutIsLeftOut() {
        Machine machine = bed.built();
        bed.host.happen(machine.instance(), MachineStatus.STOPPED);
        Task unfinished = Task.placed(
                Ids.fresh(), TaskKind.STOP, Ids.fresh(), machine.instance(), 0, 1, 1, Resources.NONE, Optional.empty());
        bed.taken(unfinished);
        assertThat(findings()).isEqualTo("[]");
    }

    private String findings() {
        Task audit = Task.placed(
                Ids.fresh(), TaskKind.AUDIT, Ids.fresh(), Ids.fresh(), 0, 1, 1, Resources.NONE, Optional.empty());
        bed.tree.commit(Op.create(bed.paths.nextTask(TaskBed.HOST, audit.id()), audit));
        bed.awaitEnd(audit, TaskEnd.State.SUCCEEDED);
        return bed.active(audit).orElseThrow().end().orElseThrow().result().getOrDefault("findings", "");
    }
}
