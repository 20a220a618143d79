package io.quark.api.cli;

import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Verbs of {@code quark instance} that make another machine of one: its shape, its disk, its host. */
abstract class ShapeVerbs extends PowerVerbs {

    @Command(description = "Gives a machine another shape, while it runs where that is possible.")
    int resize(
            @Mixin Change change,
            @Parameters(paramLabel = "INSTANCE") String instance,
            @Option(
                            names = "--flavor",
                            paramLabel = "FLAVOR",
                            description = "The flavor whose shape it gets; this, or the others.")
                    Optional<String> flavor,
            @Option(names = "--ram", paramLabel = "SIZE", description = "E.g. 256M or 2G.") Optional<String> ram,
            @Option(names = "--cpu", paramLabel = "N", description = "As many as it has unless given.")
                    Optional<Integer> cpu,
            @Option(names = "--storage", paramLabel = "SIZE", description = "Of the root disk, which only grows.")
                    Optional<String> storage,
            @Option(names = "--no-restart", description = "Not if it had to be restarted for it.") boolean noRestart,
            @Option(names = "--no-move", description = "Not if it had to go to another host for it.") boolean noMove,
            @Mixin Ending ending) {
        Fields fields = ending.fields()
                .text("flavor", flavor)
                .size("ram", ram, "--ram")
                .number("cpu", cpu)
                .size("storage", storage, "--storage")
                .flag("restart", noRestart ? Optional.of(false) : Optional.empty())
                .flag("move", noMove ? Optional.of(false) : Optional.empty());
        return InstanceActions.ask(change, instance, "resize", fields);
    }

    @Command(description = "Makes a machine's root disk anew; name, addresses, volumes and shape stay.")
    int rebuild(
            @Mixin Change change,
            @Parameters(paramLabel = "INSTANCE") String instance,
            @Option(names = "--image", paramLabel = "IMAGE", description = "Else what it is made from.")
                    Optional<String> image,
            @Mixin Ending ending) {
        return InstanceActions.ask(change, instance, "rebuild", ending.fields().text("image", image));
    }

    @Command(description = "Boots a machine from something else, with its root disk as a second one.")
    int rescue(
            @Mixin Change change,
            @Parameters(paramLabel = "INSTANCE") String instance,
            @Option(names = "--image", paramLabel = "IMAGE", description = "Else what it is made from.")
                    Optional<String> image,
            @Mixin Ending ending) {
        return InstanceActions.ask(change, instance, "rescue", ending.fields().text("image", image));
    }

    @Command(description = "Boots a machine from its own disk again.")
    int unrescue(@Mixin Change change, @Parameters(paramLabel = "INSTANCE") String instance, @Mixin Ending ending) {
        return InstanceActions.ask(change, instance, "unrescue", ending.fields());
    }

    @Command(description = "Keeps a machine's root disk as it is now; the machine goes on.")
    int snapshot(
            @Mixin Change change,
            @Parameters(paramLabel = "INSTANCE") String instance,
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--memory", description = "Keep its memory, too, so that it goes on where it was.")
                    boolean memory) {
        Fields fields = new Fields().text("name", Optional.of(name)).flag("memory", Fields.ifSet(memory));
        return InstanceActions.ask(change, instance, "snapshot", fields);
    }

    @Command(description = "Brings a machine back to a snapshot; what it has become since is lost.")
    int restore(
            @Mixin Change change,
            @Parameters(paramLabel = "INSTANCE") String instance,
            @Parameters(paramLabel = "SNAPSHOT") String snapshot) {
        return InstanceActions.ask(change, instance, "restore", new Fields().text("snapshot", Optional.of(snapshot)));
    }

    @Command(description = "Moves a machine to another host; while it runs unless told otherwise.")
    int migrate(
            @Mixin Change change,
            @Parameters(paramLabel = "INSTANCE") String instance,
            @Option(names = "--compute", paramLabel = "HOST", description = "Else the best one.")
                    Optional<String> compute,
            @Option(names = "--live", description = "Only while it runs.") boolean live,
            @Option(names = "--cold", description = "Stopped here and started there.") boolean cold,
            @Option(names = "--max-bandwidth", paramLabel = "RATE", description = "Of the transfer, e.g. 500mbit.")
                    Optional<String> bandwidth,
            @Option(names = "--max-downtime", paramLabel = "MS", description = "For which it may stand still.")
                    Optional<Integer> downtime) {
        if (live && cold) {
            throw new CliException(ExitCode.USAGE, "--live and --cold exclude each other");
        }
        Fields fields = new Fields()
                .flag("live", live || cold ? Optional.of(live) : Optional.empty())
                .text("compute", compute)
                .whole("max_bandwidth_kbps", bandwidth.map(text -> Quantities.kilobits(text, "--max-bandwidth")))
                .number("max_downtime_ms", downtime);
        return InstanceActions.ask(change, instance, "migrate", fields);
    }

    @Command(description = "Makes a machine anew on another host after its own has died.")
    int evacuate(
            @Mixin Change change,
            @Parameters(paramLabel = "INSTANCE") String instance,
            @Option(names = "--compute", paramLabel = "HOST", description = "Else the best one.")
                    Optional<String> compute,
            @Option(names = "--fenced", description = "Your word that its host is off, so that it can never run twice.")
                    boolean fenced) {
        Fields fields = new Fields().text("compute", compute).flag("fenced", Fields.ifSet(fenced));
        return InstanceActions.ask(change, instance, "evacuate", fields);
    }
}
