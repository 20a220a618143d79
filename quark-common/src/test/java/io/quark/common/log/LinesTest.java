package io.quark.common.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quark.common.config.LogConfig;
import io.quark.common.config.LogConfig.Format;
import org.junit.jupiter.api.Test;

class LinesTest {

    private final LoggerContext context = new LoggerContext();
    private final ListAppender<ILoggingEvent> events = new ListAppender<>();
    private final Logger log = context.getLogger("io.quark.orc.Placing");

    LinesTest() {
        context.setMDCAdapter(new LogbackMDCAdapter());
        Logging.configure(context, new LogConfig(Format.PLAIN, LogConfig.Level.DEBUG));
        context.getLogger(Logger.ROOT_LOGGER_NAME).detachAndStopAllAppenders();
        events.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(events);
    }

    @Test
    void aPlainLineShowsKeyValuesAndQuotesWhatHasSpaces() {
        log.atInfo()
                .addKeyValue("work_unit", "w-1")
                .addKeyValue("why", "no \"free\" host")
                .log("placed {}", 2);

        assertThat(new PlainLines().line(event()))
                .matches("20\\S+T\\S+\\.\\d{3}Z INFO  \\[[^]]+] Placing: placed 2"
                        + " work_unit=w-1 why=\"no \\\\\"free\\\\\" host\"\n");
    }

    @Test
    void aMessageCannotForgeALine() {
        log.info("name {}", "a\n2026 ERROR [x] Y: \u001b[31mforged");

        assertThat(new PlainLines().line(event())).containsOnlyOnce("\n").contains("a\\n2026", "\\u001b[31m");
    }

    @Test
    void aJsonLineHasTheKeyValuesAsFieldsWithTheirTypes() throws Exception {
        log.atWarn()
                .addKeyValue("work_unit", "w-1")
                .addKeyValue("tries", 3)
                .setCause(new IllegalStateException("broken"))
                .log("placed\nbadly");

        String line = new JsonLines().line(event());
        JsonNode json = new ObjectMapper().readTree(line);
        assertThat(line).containsOnlyOnce("\n").endsWith("}\n");
        assertThat(json.get("level").asText()).isEqualTo("WARN");
        assertThat(json.get("message").asText()).isEqualTo("placed\nbadly");
        assertThat(json.get("kv").get("work_unit").asText()).isEqualTo("w-1");
        assertThat(json.get("kv").get("tries").isInt()).isTrue();
        assertThat(json.get("error").asText()).contains("IllegalStateException: broken");
    }

    @Test
    void librariesAreQuietAndQuarkIsAsTalkativeAsConfigured() {
        context.getLogger("org.apache.zookeeper.ClientCnxn").info("noise");
        log.debug("wanted");

        assertThat(events.list).extracting(ILoggingEvent::getFormattedMessage).containsExactly("wanted");
        assertThat(context.getLogger("io.quark").getLevel()).isEqualTo(Level.DEBUG);
    }

    private ILoggingEvent event() {
        assertThat(events.list).hasSize(1);
        return events.list.get(0);
    }
}
