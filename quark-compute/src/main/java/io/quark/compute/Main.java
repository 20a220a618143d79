package io.quark.compute;

import io.quark.common.daemon.Launcher;
import io.quark.compute.config.ComputeConfig;

/** Starts quark-compute. */
public final class Main {

    private Main() {}

    /** Runs the daemon until it is stopped. {@code --help} tells its settings. */
    public static void main(String[] arguments) {
        new Launcher<>("compute", ComputeConfig.DEFAULTS, Startup::start).launch(arguments);
    }
}
