package io.quark.net.alloc;

import io.quark.common.model.Problem;
import java.util.function.BooleanSupplier;

/** What came of choosing something: it, or why not. */
sealed interface Choice<T> {

    /** This one. */
    record Chosen<T>(T value) implements Choice<T> {}

    /**
     * There is none.
     *
     * @param undecided tells, once the asking draft has ended, whether another proposal that is still open has to do with it
     */
    record Denied<T>(Problem problem, BooleanSupplier undecided) implements Choice<T> {

        /** For good: whatever other proposals come to. */
        static <T> Denied<T> firmly(Problem problem) {
            return new Denied<>(problem, () -> false);
        }

        /** The same reason, for something else. */
        <S> Denied<S> instead() {
            return new Denied<>(problem, undecided);
        }
    }
}
