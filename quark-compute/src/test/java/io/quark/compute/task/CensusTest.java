package io.quark.compute.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.id.Ids;
import io.quark.common.model.Instance;
import io.quark.common.model.MachineStatus;
import io.quark.compute.hypervisor.Domain;
import io.quark.compute.task.Census.Fate;
import io.quark.compute.testing.Machines;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CensusTest {

    private static final Domain RUNNING = domain(Ids.fresh(), MachineStatus.RUNNING);
    private static final String ID = RUNNING.instance();

    @Test
    void statusIsWhatTheHypervisorSays() {
        Census census = Census.of(List.of(RUNNING), Set.of(ID), Set.of(ID), Set.of(ID), Set.of());

        assertThat(census.statuses()).containsExactly(Map.entry(ID, MachineStatus.RUNNING));
        assertThat(census.strangers()).isEmpty();
    }

    @Test
    void managedMachineWithoutADomainIsMissing() {
        Census census = Census.of(List.of(), Set.of(ID), Set.of(ID), Set.of(ID), Set.of());

        assertThat(census.statuses()).containsExactly(Map.entry(ID, MachineStatus.MISSING));
        assertThat(census.strangers()).isEmpty();
    }

    @Test
    void domainThatNoRecordNamesIsAStranger() {
        Census census = Census.of(List.of(RUNNING), Set.of(), Set.of(), Set.of(), Set.of());

        assertThat(census.strangers()).containsExactly(Map.entry(ID, Optional.of(RUNNING)));
        assertThat(census.statuses()).isEmpty();
    }

    @Test
    void filesThatNoRecordNamesAreOfAStranger() {
        Census census = Census.of(List.of(), Set.of(ID), Set.of(), Set.of(), Set.of());

        assertThat(census.strangers()).containsExactly(Map.entry(ID, Optional.empty()));
    }

    @Test
    void whatATaskIsAboutIsLeftAlone() {
        String managed = Ids.fresh();
        Census census =
                Census.of(List.of(RUNNING), Set.of(managed), Set.of(managed), Set.of(managed), Set.of(ID, managed));

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
}
