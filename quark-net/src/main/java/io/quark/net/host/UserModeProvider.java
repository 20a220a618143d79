package io.quark.net.host;

import java.util.Map;
import java.util.Set;

/** User-mode networking of the hypervisor: for sessions without privileges. Has no options. */
public final class UserModeProvider implements DriverProvider {

    @Override
    public String name() {
        return "user";
    }

    @Override
    public Driver open(Map<String, String> options) {
        new Options(name(), options, Set.of());
        return new PassiveDriver(name(), new Attachment.UserModeAttachment());
    }
}
