package io.quark.api.cli;

import java.io.PrintWriter;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ScopeType;

/** The command line tool {@code quark}. */
@Command(
        name = "quark",
        description = "Makes and manipulates computers.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT, // --help for every noun and verb
        version = "quark 0.1.0",
        synopsisSubcommandLabel = "<noun> <verb>")
public final class Quark {

    private static final String COMPLETION = "completion";

    /** What picocli's annotation says where it says nothing. */
    private static final String UNNAMED = "<main class>";

    private static final List<Class<?>> NOUNS = List.of(
            InstanceCommand.class,
            WorkCommand.class,
            ComputeCommand.class,
            NetworkCommand.class,
            SubnetCommand.class,
            PortCommand.class,
            AddressCommand.class,
            MacCommand.class,
            MacRangeCommand.class,
            SegmentPoolCommand.class,
            IpPolicyCommand.class,
            QosCommand.class,
            SecurityGroupCommand.class,
            QuotaCommand.class,
            ImageCommand.class,
            FlavorCommand.class,
            VolumeCommand.class,
            SnapshotCommand.class,
            TreeCommand.class,
            OrcCommand.class,
            AuditCommand.class,
            UpCommand.class,
            DownCommand.class,
            HelpCommand.class,
            GenerateCompletion.class);

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Runs one command and answers its exit code. */
    public static int run(String... args) {
        return commandLine(args).execute(args);
    }

    /** The tool with every verb of every noun. */
    static CommandLine commandLine() {
        return commandLine(COMPLETION);
    }

    /**
     * The tool as far as these words need it: reading the options of all verbs takes most of a second, and a command needs those
     * of one. Of what is not among the words there is only what the list of nouns, or of a noun's verbs, tells.
     */
    static CommandLine commandLine(String... words) {
        Set<String> asked = Set.copyOf(Arrays.asList(words));
        CommandLine line = new CommandLine(new Quark());
        for (Class<?> noun : NOUNS) {
            line.addSubcommand(nounOf(noun), noun(noun, word -> asked.contains(word) || asked.contains(COMPLETION)));
        }
        line.setUsageHelpAutoWidth(true);
        line.setExecutionExceptionHandler((exception, command, parsed) -> {
            PrintWriter err = command.getErr();
            if (exception instanceof CliException failure) {
                err.println("quark: " + failure.getMessage());
                return failure.exitCode().code();
            }
            err.println("quark: " + exception);
            return ExitCode.FAILED.code();
        });
        return line;
    }

    private static CommandLine noun(Class<?> type, Predicate<String> asked) {
        if (!asked.test(nounOf(type))) {
            return told(nounOf(type), type);
        }
        List<Method> verbs = verbs(type);
        if (verbs.isEmpty()) {
            return new CommandLine(type);
        }
        CommandLine noun = new CommandLine(CommandSpec.wrapWithoutInspection(made(type)));
        describe(noun, type);
        for (Class<?> verb : type.getAnnotation(Command.class).subcommands()) {
            String name = nounOf(verb);
            noun.addSubcommand(name, asked.test(name) ? new CommandLine(verb) : told(name, verb));
        }
        for (Method verb : verbs) {
            String name = verbOf(verb);
            noun.addSubcommand(name, asked.test(name) ? new CommandLine(verb) : told(name, verb));
        }
        return noun;
    }

    /** Those of its superclasses, too. */
    private static List<Method> verbs(Class<?> type) {
        List<Method> verbs = new ArrayList<>();
        for (Class<?> line = type; line != Object.class; line = line.getSuperclass()) {
            verbs.addAll(CommandLine.getCommandMethods(line, null));
        }
        verbs.sort(Comparator.comparing(Quark::verbOf));
        return verbs;
    }

    private static CommandLine told(String name, AnnotatedElement command) {
        CommandLine told = new CommandLine(CommandSpec.create().name(name));
        describe(told, command);
        return told;
    }

    private static void describe(CommandLine line, AnnotatedElement command) {
        Command says = command.getAnnotation(Command.class);
        line.getCommandSpec().usageMessage().header(says.header()).description(says.description());
    }

    private static Object made(Class<?> type) {
        try {
            return CommandLine.defaultFactory().create(type);
        } catch (Exception e) {
            throw new IllegalStateException(type + " needs a constructor without parameters", e);
        }
    }

    /** Picocli's own command for completion has a name that is longer than ours. */
    private static String nounOf(Class<?> type) {
        return type == GenerateCompletion.class
                ? COMPLETION
                : type.getAnnotation(Command.class).name();
    }

    private static String verbOf(Method method) {
        String name = method.getAnnotation(Command.class).name();
        return name.equals(UNNAMED) ? method.getName() : name;
    }
}
