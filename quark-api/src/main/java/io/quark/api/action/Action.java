package io.quark.api.action;

import io.quark.api.bind.Faults;
import io.quark.api.bind.Field;
import io.quark.api.instance.InstanceBody.BootBody;
import io.quark.common.model.MachineRequest;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * One thing that can be asked of a machine.
 *
 * @param name as {@code action} says it
 * @param body what it takes
 * @param rules what can be said of the body alone; adds faults
 * @param boot the files that the body names, where it may name any
 * @param judge makes the work of it, or refuses
 */
record Action<B extends Record>(
        String name, Class<B> body, BiConsumer<B, Faults> rules, Function<B, Optional<BootBody>> boot, Judge<B> judge) {

    /** Judges by what is known of the cluster; touches nothing. */
    @FunctionalInterface
    interface Judge<B> {

        /**
         * What is asked for.
         *
         * @throws io.quark.api.http.ProblemException if it is not acceptable
         */
        MachineRequest judge(B body, Asked asked);
    }

    /** What is asked for by its name alone. */
    record BareAction(
            @Field(
                    required = true,
                    pattern = "start|pause|resume|suspend",
                    says =
                            "start: from stopped or suspended; pause: it stays in memory, without processor; resume: from paused or"
                                    + " suspended; suspend: its memory goes to its host's disk.")
            Optional<String> action) {}

    /** An action that takes nothing. */
    static Action<BareAction> bare(String name, Function<Asked, MachineRequest> judge) {
        return of(name, BareAction.class, (body, asked) -> judge.apply(asked));
    }

    /** An action whose body is right whatever it says. */
    static <B extends Record> Action<B> of(String name, Class<B> body, Judge<B> judge) {
        return of(name, body, (any, faults) -> {}, judge);
    }

    static <B extends Record> Action<B> of(String name, Class<B> body, BiConsumer<B, Faults> rules, Judge<B> judge) {
        return new Action<>(name, body, rules, any -> Optional.empty(), judge);
    }
}
