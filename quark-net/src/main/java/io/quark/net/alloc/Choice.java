package io.quark.net.alloc;

import io.quark.common.model.Problem;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/** What came of choosing something: it, or why not. */
sealed interface Choice<T> {

    /** What follows from what was chosen; a refusal stays one. */
    <S> Choice<S> then(Function<T, Choice<S>> next);

    /** The refusal; empty if something was chosen, which then was handed on. */
    Optional<Denied<Void>> refusalOr(Consumer<T> next);

    /** This one. */
    record Chosen<T>(T value) implements Choice<T> {

        @Override
        public <S> Choice<S> then(Function<T, Choice<S>> next) {
            return next.apply(value);
        }

        @Override
        public Optional<Denied<Void>> refusalOr(Consumer<T> next) {
            next.accept(value);
            return Optional.empty();
        }
    }

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

        @Override
        public <S> Choice<S> then(Function<T, Choice<S>> next) {
            return instead();
        }

        @Override
        public Optional<Denied<Void>> refusalOr(Consumer<T> next) {
            return Optional.of(instead());
        }
    }
}
