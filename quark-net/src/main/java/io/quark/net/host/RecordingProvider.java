package io.quark.net.host;

import java.util.Map;
import java.util.Set;

/** Brings the {@link RecordingDriver}. Has no options. */
public final class RecordingProvider implements DriverProvider {

    @Override
    public String name() {
        return RecordingDriver.NAME;
    }

    @Override
    public Driver open(Map<String, String> options) {
        new Options(name(), options, Set.of());
        return new RecordingDriver();
    }
}
