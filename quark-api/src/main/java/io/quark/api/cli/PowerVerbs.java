package io.quark.api.cli;

import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Verbs of {@code quark instance} that switch machines on and off.
 *
 * <p>The verbs are spread over a line of classes, by subject, because picocli takes those of superclasses and of nothing else.
 */
abstract class PowerVerbs {

    @Command(description = "Starts a machine: from stopped or suspended.")
    int start(@Mixin Change change, @Parameters(paramLabel = "INSTANCE") String instance) {
        return InstanceActions.ask(change, instance, "start", new Fields());
    }

    @Command(description = "Asks a guest to shut down; when its time is up its power is cut.")
    int stop(
            @Mixin Change change,
            @Parameters(paramLabel = "INSTANCE") String instance,
            @Option(names = "--force", description = "Cut its power at once.") boolean force,
            @Option(names = "--deadline", paramLabel = "SECONDS", description = "60 unless given.")
                    Optional<Integer> deadline) {
        return InstanceActions.ask(change, instance, "stop", ending(force, deadline));
    }

    @Command(description = "As stop, then started.")
    int reboot(
            @Mixin Change change,
            @Parameters(paramLabel = "INSTANCE") String instance,
            @Option(names = "--force", description = "Cut its power at once.") boolean force,
            @Option(names = "--deadline", paramLabel = "SECONDS", description = "60 unless given.")
                    Optional<Integer> deadline) {
        return InstanceActions.ask(change, instance, "reboot", ending(force, deadline));
    }

    @Command(description = "Keeps a machine in memory, without processor.")
    int pause(@Mixin Change change, @Parameters(paramLabel = "INSTANCE") String instance) {
        return InstanceActions.ask(change, instance, "pause", new Fields());
    }

    @Command(description = "Lets a paused or suspended machine go on.")
    int resume(@Mixin Change change, @Parameters(paramLabel = "INSTANCE") String instance) {
        return InstanceActions.ask(change, instance, "resume", new Fields());
    }

    @Command(description = "Saves a machine's memory on its host's disk and frees it.")
    int suspend(@Mixin Change change, @Parameters(paramLabel = "INSTANCE") String instance) {
        return InstanceActions.ask(change, instance, "suspend", new Fields());
    }

    /** How it is ended for what it has to be off for. */
    static Fields ending(boolean force, Optional<Integer> deadline) {
        return new Fields().flag("force", Fields.ifSet(force)).number("deadline_s", deadline);
    }
}
