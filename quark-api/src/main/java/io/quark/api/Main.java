package io.quark.api;

import io.quark.common.daemon.Launcher;

/** {@code quark-api}. */
public final class Main {

    private Main() {}

    /** Runs the daemon; {@code --help} lists its settings. */
    public static void main(String[] arguments) {
        new Launcher<>("api", ApiConfig.DEFAULTS, ApiDaemon::start).launch(arguments);
    }
}
