package io.quark.api.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Verbs of {@code quark instance} that give machines interfaces and volumes, and take them away. */
abstract class AttachVerbs extends ShapeVerbs {

    @Command(name = "attach-port", description = "Gives a machine a network interface, also while it runs.")
    int attachPort(
            @Mixin Change change,
            @Parameters(paramLabel = "INSTANCE") String instance,
            @Option(names = "--port", paramLabel = "PORT", description = "A port that is there and that nothing uses.")
                    Optional<String> port,
            @Option(
                            names = "--network",
                            paramLabel = "NETWORK[,ip=IP][,mac=MAC][,qos=POLICY][,group=GROUP]",
                            description = "A new port on it.")
                    Optional<String> network) {
        if (port.isPresent() == network.isPresent()) {
            throw new CliException(ExitCode.USAGE, "give --port or --network");
        }
        Fields fields = new Fields().text("port", port);
        network.map(InstanceCommand::nic)
                .ifPresent((ObjectNode nic) -> fields.body().setAll(nic));
        return InstanceActions.ask(change, instance, "attach_port", fields);
    }

    @Command(name = "detach-port", description = "Takes a network interface away, also while the machine runs.")
    int detachPort(
            @Mixin Change change,
            @Parameters(paramLabel = "INSTANCE") String instance,
            @Parameters(paramLabel = "PORT") String port) {
        return InstanceActions.ask(change, instance, "detach_port", new Fields().text("port", Optional.of(port)));
    }

    @Command(name = "attach-volume", description = "Gives a machine a volume, also while it runs.")
    int attachVolume(
            @Mixin Change change,
            @Parameters(paramLabel = "INSTANCE") String instance,
            @Parameters(paramLabel = "VOLUME") String volume) {
        return InstanceActions.ask(change, instance, "attach_volume", new Fields().text("volume", Optional.of(volume)));
    }

    @Command(
            name = "detach-volume",
            description = "Takes a volume away, also while the machine runs; the volume stays.")
    int detachVolume(
            @Mixin Change change,
            @Parameters(paramLabel = "INSTANCE") String instance,
            @Parameters(paramLabel = "VOLUME") String volume) {
        return InstanceActions.ask(change, instance, "detach_volume", new Fields().text("volume", Optional.of(volume)));
    }
}
