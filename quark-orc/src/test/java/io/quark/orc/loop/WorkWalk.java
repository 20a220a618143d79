package io.quark.orc.loop;

import io.quark.common.model.WorkRequest;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One kind of work, through all of whose transactions the crash walk goes.
 *
 * @param before brings the machine into the state that it needs
 * @param ask returns the work unit's id
 * @param mayFail whether it is refused
 */
record WorkWalk(
        Class<? extends WorkRequest> kind,
        String name,
        Consumer<WalkedWork> before,
        Function<WalkedWork, String> ask,
        boolean mayFail) {

    /** Of a machine that stands. */
    static WorkWalk of(WorkRequest request) {
        return of(request.getClass(), work -> work.ask(request));
    }

    static WorkWalk of(Class<? extends WorkRequest> kind, Function<WalkedWork, String> ask) {
        return new WorkWalk(kind, kind.getSimpleName(), WalkedWork::build, ask, false);
    }

    /** After this was done with the machine. */
    WorkWalk after(Consumer<WalkedWork> earlier) {
        return new WorkWalk(
                kind,
                name,
                work -> {
                    before.accept(work);
                    earlier.accept(work);
                },
                ask,
                mayFail);
    }

    WorkWalk named(String special) {
        return new WorkWalk(kind, special, before, ask, mayFail);
    }

    WorkWalk refused() {
        return new WorkWalk(kind, name + " that is refused", before, ask, true);
    }
}
