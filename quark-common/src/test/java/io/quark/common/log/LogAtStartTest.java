package io.quark.common.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LogAtStartTest {

    private static Level levelWith(Optional<String> property) {
        LoggerContext context = new LoggerContext();
        new LogAtStart(property).configure(context);
        return context.getLogger("io.quark.any").getEffectiveLevel();
    }

    @Test
    void aDaemonLogsWhatItDoesBeforeItHasReadItsConfiguration() {
        assertThat(levelWith(Optional.empty())).isEqualTo(Level.INFO);
    }

    @Test
    void testsMayAskForLess() {
        assertThat(levelWith(Optional.of("warn"))).isEqualTo(Level.WARN);
    }
}
