package io.quark.common.log;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.core.spi.ContextAwareBase;
import io.quark.common.config.LogConfig;
import java.util.Locale;
import java.util.Optional;

/**
 * The log as it is before a daemon has read its configuration, and in tests. Found by logback as a service; it spares the
 * start of each daemon the reading of XML.
 *
 * <p>Quark's own messages are logged from INFO on; the system property {@code quark.log.level} names another level.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class LogAtStart extends ContextAwareBase implements Configurator {

    private static final String LEVEL = "quark.log.level";

    private final Optional<String> level;

    /** As logback makes it. */
    public LogAtStart() {
        this(Optional.ofNullable(System.getProperty(LEVEL)));
    }

    /** @param level one of {@link LogConfig.Level}, in any case; the standard one where it is empty */
    LogAtStart(Optional<String> level) {
        this.level = level;
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        LogConfig.Level least = level.map(name -> LogConfig.Level.valueOf(name.toUpperCase(Locale.ROOT)))
                .orElse(LogConfig.DEFAULTS.level());
        Logging.configure(context, new LogConfig(LogConfig.DEFAULTS.format(), least));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
