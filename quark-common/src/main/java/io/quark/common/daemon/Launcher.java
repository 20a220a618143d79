package io.quark.common.daemon;

import io.quark.common.config.ConfigException;
import io.quark.common.config.ConfigLoader;
import io.quark.common.config.ConfigLoader.Loaded;
import io.quark.common.config.DaemonConfig;
import io.quark.common.fault.CrashPoints;
import io.quark.common.log.Logging;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a daemon from its arguments to its exit code: configuration, log, admin port, parts, ready file, and the orderly stop. A daemon's
 * whole {@code main} body is
 *
 * <pre>{@code
 * new Launcher<>("orc", OrcConfig.DEFAULTS, OrcDaemon::start).launch(args);
 * }</pre>
 *
 * <p>Its environment variables begin with {@code QUARK_ORC_} then.
 */
public final class Launcher<C extends Record & DaemonConfig> {

    /** How long one part may take to stop. */
    public static final Duration PART_STOP_LIMIT = Duration.ofSeconds(5);

    /** How long all parts together may take to stop. */
    public static final Duration STOP_LIMIT = Duration.ofSeconds(15);

    private static final Logger log = LoggerFactory.getLogger(Launcher.class);

    private final String role;
    private final ConfigLoader<C> loader;
    private final Assembly<C> assembly;

    /**
     * Describes a kind of daemon.
     *
     * @param role {@code orc}, {@code compute}, {@code api}
     * @param defaults the configuration as it is when nothing is given
     */
    public Launcher(String role, C defaults, Assembly<C> assembly) {
        this.role = role;
        this.loader = new ConfigLoader<>("quark-" + role, "QUARK_" + role.toUpperCase(Locale.ROOT) + "_", defaults);
        this.assembly = assembly;
    }

    /** Runs the daemon and ends the process. */
    public void launch(String[] arguments) {
        System.exit(
                run(List.of(arguments), System.getenv(), System.out, System.err).status());
    }

    /** Runs the daemon until it is stopped or fails. Blocks; one at a time in a process, because of the hooks. */
    public ExitCode run(List<String> arguments, Map<String, String> environment, PrintStream out, PrintStream err) {
        try {
            Loaded<C> loaded = loader.load(arguments, environment);
            if (loaded instanceof Loaded.Run<C> run) {
                return run(run.config());
            }
            out.print(((Loaded.Print<C>) loaded).text());
            out.flush();
            return ExitCode.STOPPED;
        } catch (ConfigException e) {
            err.println("quark-" + role + " cannot use its configuration:");
            e.faults().forEach(fault -> err.println("  - " + fault));
            err.println("quark-" + role + " --help lists every key.");
            return ExitCode.CONFIGURATION;
        }
    }

    private ExitCode run(C config) {
        Logging.configure(config.log());
        String name = config.name().isEmpty()
                ? HostName.get() + "-" + ProcessHandle.current().pid()
                : config.name();
        Daemon daemon =
                new Daemon(role, name, CrashPoints.configured(config.fault().crashAt()), Clock.systemUTC());
        try (ProcessHooks hooks = ProcessHooks.install(daemon, STOP_LIMIT.plusSeconds(1))) {
            ExitCode code = new Life<>(daemon, config, assembly).live();
            log.atInfo().addKeyValue("exit_code", code.status()).log("quark-{} {} ended", role, name);
            hooks.stopped(code);
            return code;
        }
    }
}
