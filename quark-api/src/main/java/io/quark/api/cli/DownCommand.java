package io.quark.api.cli;

import io.quark.api.local.LocalCluster;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code quark down}: ends what {@code quark up} started. */
@Command(name = "down", description = "Ends what quark up started. Its data, and machines on libvirt, stay.")
final class DownCommand implements Callable<Integer> {

    @Option(names = "--dir", paramLabel = "DIR", description = "As given to quark up.")
    private Optional<Path> dir = Optional.empty();

    @Override
    public Integer call() {
        Path where = dir.orElseGet(LocalDir::standard);
        Optional<LocalCluster> cluster = LocalCluster.at(where);
        cluster.ifPresent(LocalCluster::down);
        System.out.println(cluster.isPresent() ? "ended the Quark in " + where : "nothing runs in " + where);
        return ExitCode.DONE.code();
    }
}
