package io.quark.api.cli;

import java.io.PrintWriter;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ScopeType;

/** The command line tool {@code quark}. */
@Command(
        name = "quark",
        description = "Makes and manipulates computers.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT, // --help for every noun and verb
        version = "quark 0.1.0",
        synopsisSubcommandLabel = "<noun> <verb>",
        subcommands = {
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
            HelpCommand.class
        })
public final class Quark {

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Runs one command and answers its exit code. */
    public static int run(String... args) {
        return commandLine().execute(args);
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Quark());
        line.addSubcommand("completion", new GenerateCompletion());
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
}
