package io.quark.common.config;

/** What the configuration of every daemon has: the components that its record must have beside its own. */
public interface DaemonConfig {

    /** By what name the process is known to others; empty: host name and process id. */
    String name();

    AdminConfig admin();

    LogConfig log();

    FaultConfig fault();

    /** The file to write once the daemon is ready; empty: none. */
    String readyFile();
}
