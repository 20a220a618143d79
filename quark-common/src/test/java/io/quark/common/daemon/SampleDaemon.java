package io.quark.common.daemon;

import java.util.Optional;

/** A daemon that does nothing, for tests of what surrounds a daemon in a process of its own. */
final class SampleDaemon {

    private SampleDaemon() {}

    public static void main(String[] arguments) {
        new Launcher<>("sample", SampleConfig.DEFAULTS, SampleDaemon::start).launch(arguments);
    }

    private static void start(SampleConfig config, Daemon daemon) {
        daemon.health().ready("nothing", "there is nothing to wait for", Optional::empty);
        daemon.started("first", () -> System.err.println("first stopped"));
        daemon.started("second", () -> System.err.println("second stopped"));
        daemon.crashPoints().reached("sample.started");
    }
}
