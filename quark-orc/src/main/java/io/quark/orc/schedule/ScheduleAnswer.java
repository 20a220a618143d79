package io.quark.orc.schedule;

import io.quark.common.model.WorkUnit;

/** Where a machine goes, or why it goes nowhere. */
public sealed interface ScheduleAnswer {

    /** With every host that a filter removed counted where nothing was found, and cheaply told where something was. */
    WorkUnit.Explanation explanation();

    /** It goes there. */
    record Placement(String host, WorkUnit.Explanation explanation) implements ScheduleAnswer {}

    /**
     * No host can take it.
     *
     * @param sentence what was missing, for people: {@code 7 hosts: 5 lack ram (largest free 512 MiB), 2 are down}
     */
    record NoPlace(WorkUnit.Explanation explanation, String sentence) implements ScheduleAnswer {}
}
