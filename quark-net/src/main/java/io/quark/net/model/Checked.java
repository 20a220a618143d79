package io.quark.net.model;

import io.quark.common.model.Problem.Fault;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What came of looking at something from outside: its canonical value, or every fault of it. */
public sealed interface Checked<T> {

    /** It is acceptable; the value is in canonical form. */
    record Good<T>(T value) implements Checked<T> {}

    /** It is not; each fault's pointer is relative to what was looked at. */
    record Bad<T>(List<Fault> all) implements Checked<T> {
        public Bad {
            all = List.copyOf(all);
        }
    }

    static <T> Checked<T> good(T value) {
        return new Good<>(value);
    }

    /** One fault of the thing itself. */
    static <T> Checked<T> bad(String detail) {
        return new Bad<>(List.of(new Fault("", detail)));
    }

    /** The canonical value, if it is acceptable. */
    default Optional<T> good() {
        return this instanceof Good<T> good ? Optional.of(good.value()) : Optional.empty();
    }

    /** The same outcome, of something made of the value. */
    default <S> Checked<S> map(Function<? super T, ? extends S> make) {
        return this instanceof Good<T> good ? new Good<>(make.apply(good.value())) : new Bad<>(faults());
    }

    /** The faults; empty if it is acceptable. */
    default List<Fault> faults() {
        return this instanceof Bad<T> bad ? bad.all() : List.of();
    }
}
