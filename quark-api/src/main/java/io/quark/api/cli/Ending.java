package io.quark.api.cli;

import java.util.Optional;
import picocli.CommandLine.Option;

/** How a machine is ended for a change that it has to be off for. */
final class Ending {

    @Option(names = "--force", description = "Cut its power at once, if it has to be off for this.")
    private boolean force;

    @Option(names = "--deadline", paramLabel = "SECONDS", description = "Until its power is cut; 60 unless given.")
    private Optional<Integer> deadline = Optional.empty();

    /** What the request says of it. */
    Fields fields() {
        return PowerVerbs.ending(force, deadline);
    }
}
