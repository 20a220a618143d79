package io.quark.orc;

import io.quark.common.daemon.Launcher;

/** Starts quark-orc. */
public final class Main {

    private Main() {}

    /** Runs the daemon until it is stopped. {@code --help} tells its settings. */
    public static void main(String[] arguments) {
        new Launcher<>("orc", OrcConfig.DEFAULTS, OrcDaemon::start).launch(arguments);
    }
}
