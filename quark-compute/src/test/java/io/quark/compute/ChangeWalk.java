package io.quark.compute;

import io.quark.common.model.Task;
import io.quark.common.model.TaskKind;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One change of a machine, through all of whose points the crash walk goes.
 *
 * @param before brings the machine into the state that the change needs
 * @param ask places the task, as orc does
 * @param meanwhile what others do while it goes on; asked again and again, also by a daemon that is just dying
 * @param settled whether what follows an undisturbed change has followed
 */
record ChangeWalk(
        TaskKind kind,
        String name,
        Consumer<WalkedMachine> before,
        Function<WalkedMachine, Task> ask,
        BiConsumer<WalkedMachine, Task> meanwhile,
        Predicate<WalkedMachine> settled) {

    static ChangeWalk of(TaskKind kind, Function<WalkedMachine, Task> ask) {
        return of(kind, kind.text(), ask);
    }

    /** @param name what is special about this one of its kind */
    static ChangeWalk of(TaskKind kind, String name, Function<WalkedMachine, Task> ask) {
        return new ChangeWalk(kind, name, WalkedMachine::build, ask, (machine, task) -> {}, machine -> true);
    }

    /** Of a machine that was built, and of which this was asked then. */
    ChangeWalk after(Consumer<WalkedMachine> earlier) {
        return instead(machine -> {
            machine.build();
            earlier.accept(machine);
        });
    }

    /** Of a machine that was not built here. */
    ChangeWalk instead(Consumer<WalkedMachine> earlier) {
        return new ChangeWalk(kind, name, earlier, ask, meanwhile, settled);
    }

    ChangeWalk whileOthers(BiConsumer<WalkedMachine, Task> act) {
        return new ChangeWalk(kind, name, before, ask, act, settled);
    }

    ChangeWalk settledWhen(Predicate<WalkedMachine> condition) {
        return new ChangeWalk(kind, name, before, ask, meanwhile, condition);
    }
}
