package io.quark.common.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import io.quark.common.config.LogConfig;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Sets the log of this process up. Everything goes to standard error. */
public final class Logging {

    /** Talkative libraries, of which only warnings are of interest. */
    private static final List<String> QUIET =
            List.of("org.apache.zookeeper", "org.apache.curator", "org.eclipse.jetty", "io.javalin", "io.netty");

    private Logging() {}

    /** Replaces what was set up before. Where the log is not kept by logback (another program's tests) nothing is done. */
    public static void configure(LogConfig config) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.reset();
            configure(context, config);
        }
    }

    static void configure(LoggerContext context, LogConfig config) {
        Encoder<ILoggingEvent> encoder = switch (config.format()) {
            case PLAIN -> new PlainLines();
            case JSON -> new JsonLines();
        };
        encoder.setContext(context);
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setName("stderr");
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        root.addAppender(appender);
        QUIET.forEach(name -> context.getLogger(name).setLevel(Level.WARN));
        context.getLogger("io.quark").setLevel(Level.toLevel(config.level().name()));
    }
}
