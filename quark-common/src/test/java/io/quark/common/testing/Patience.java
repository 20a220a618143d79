package io.quark.common.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * How all tests wait, where they do not say it themselves: long, because a busy machine may be slow without anything being wrong, and
 * looking often, because most of what they wait for takes some milliseconds. Found by JUnit by itself.
 */
public final class Patience implements BeforeAllCallback {

    private static final Duration AT_MOST = Duration.ofMinutes(1);
    private static final Duration BEFORE_THE_FIRST_LOOK = Duration.ofMillis(10);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(30);

    @Override
    public void beforeAll(ExtensionContext context) {
        // It would catch them by the handler of the whole JVM, also those that another test, which runs beside, makes
        // on purpose.
        Awaitility.doNotCatchUncaughtExceptionsByDefault();
        Awaitility.setDefaultTimeout(AT_MOST);
        Awaitility.setDefaultPollDelay(BEFORE_THE_FIRST_LOOK);
        Awaitility.setDefaultPollInterval(BETWEEN_LOOKS);
    }
}
