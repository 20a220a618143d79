package io.quark.compute.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.id.Ids;
import io.quark.common.model.Instance;
import io.quark.common.model.MachineStatus;
import io.quark.common.model.Managed;
import io.quark.common.model.Resources;
import io.quark.compute.hypervisor.Domain;
import io.quark.compute.task.Census.Fate;
import io.quark.compute.testing.Machines;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CensusTest {

    private static final Domain RUNNING = domain(Ids.fresh(), MachineStatus.RUNNING);
    private static final String ID = RUNNING.instance();

    @Test
    void statusIsWhatTheHypervisorSays() {
        Census census = Census.of(List.of(RUNNING), Set.of(ID), Set.of(ID), machines(ID), Set.of());

        assertThat(census.statuses()).containsExactly(Map.entry(ID, MachineStatus.RUNNING));
        assertThat(census.strangers()).isEmpty();
    }

    @Test
    void managedMachineWithoutADomainIsMissing() {
        Census census = Census.of(List.of(), Set.of(ID), Set.of(ID), machines(ID), Set.of());

        assertThat(census.statuses()).containsExactly(Map.entry(ID, MachineStatus.MISSING));
        assertThat(census.strangers()).isEmpty();
    }

    @Test
    void domainThatNoRecordNamesIsAStranger() {
        Census census = Census.of(List.of(RUNNING), Set.of(), Set.of(), machines(), Set.of());

        assertThat(census.strangers()).containsExactly(Map.entry(ID, Optional.of(RUNNING)));
        assertThat(census.statuses()).isEmpty();
    }

    @Test
    void filesThatNoRecordNamesAreOfAStranger() {
        Census census = Census.of(List.of(), Set.of(ID), Set.of(), machines(), Set.of());

        assertThat(census.strangers()).containsExactly(Map.entry(ID, Optional.empty()));
    }

    @Test
    void volumeIsNeitherAMachineThatIsMissingNorAStranger() {
        Census census = Census.of(List.of(), Set.of(ID), Set.of(ID), machines(), Set.of());

        assertThat(census.statuses()).isEmpty();
        assertThat(census.strangers()).isEmpty();
    }

    @Test
    void machineThatRanAndEndedWhileNobodyLookedHasCrashed() {
        Domain lost = new Domain(RUNNING.owner(), MachineStatus.STOPPED, false);
        Census census = Census.of(List.of(lost), Set.of(), Set.of(ID), machines(ID), Set.of());

        assertThat(census.statuses()).containsExactly(Map.entry(ID, MachineStatus.CRASHED));
    }

    @Test
    void whatATaskIsAboutIsLeftAlone() {
        String managed = Ids.fresh();
        Census census =
                Census.of(List.of(RUNNING), Set.of(managed), Set.of(managed), machines(managed), Set.of(ID, managed));

        assertThat(census.statuses()).isEmpty();
        assertThat(census.strangers()).isEmpty();
    }

    @Test
    void strangerThatTheTreePlacesHereIsAdopted() {
        assertThat(Census.fate(Optional.of(RUNNING), Optional.of(placedOn("c1")), "c1"))
                .isEqualTo(Fate.ADOPT);
    }

    @Test
    void strangerThatTheTreePlacesElsewhereOrNowhereIsRemoved() {
        assertThat(Census.fate(Optional.of(RUNNING), Optional.of(placedOn("c2")), "c1"))
                .isEqualTo(Fate.REMOVE);
        assertThat(Census.fate(Optional.empty(), Optional.of(placedOn("c2")), "c1"))
                .isEqualTo(Fate.REMOVE);
        assertThat(Census.fate(Optional.of(RUNNING), Optional.of(placed(Optional.empty())), "c1"))
                .isEqualTo(Fate.REMOVE);
        assertThat(Census.fate(Optional.of(RUNNING), Optional.empty(), "c1")).isEqualTo(Fate.REMOVE);
    }

    @Test
    void filesOfAMachineThatTheTreePlacesHereStay() {
        assertThat(Census.fate(Optional.empty(), Optional.of(placedOn("c1")), "c1"))
                .isEqualTo(Fate.LEAVE);
    }

    private static Domain domain(String instance, MachineStatus status) {
        return new Domain(Machines.owner(Machines.small(instance), Ids.fresh()), status);
    }

    private static Instance placedOn(String compute) {
        return placed(Optional.of(compute));
    }

    private static Instance placed(Optional<String> compute) {
        return Machines.instance(Machines.small(ID), compute, Instant.EPOCH);
    }

    /** As they were seen last: running. */
    private static Map<String, Managed> machines(String... instances) {
        return Stream.of(instances)
                .collect(Collectors.toMap(
                        Function.identity(),
                        id -> Managed.running("sim", "web-1", Instant.EPOCH, Resources.NONE, Ids.derived("task"))));
    }
}
