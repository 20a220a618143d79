package io.quark.net.alloc;

import io.quark.common.model.Problem;

/** What came of choosing something: it, or why not. */
sealed interface Choice<T> {

    /** This one. */
    record Chosen<T>(T value) implements Choice<T> {}

    /**
     * There is none.
     *
     * @param provisional whether a proposal that is still open has to do with it
     */
    record Denied<T>(Problem problem, boolean provisional) implements Choice<T> {

        /** The same reason, for something else. */
        <S> Denied<S> instead() {
            return new Denied<>(problem, provisional);
        }
    }
}
