package io.quark.net.host;

import java.util.Map;
import java.util.Set;

/** No network at all: for hypervisors that only pretend. Has no options. */
public final class NoneProvider implements DriverProvider {

    @Override
    public String name() {
        return "none";
    }

    @Override
    public Driver open(Map<String, String> options) {
        new Options(name(), options, Set.of());
        return new PassiveDriver(name(), new Attachment.NoneAttachment());
    }
}
