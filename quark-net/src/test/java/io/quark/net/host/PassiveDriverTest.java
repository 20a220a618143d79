package io.quark.net.host;

import java.util.Map;

/** The driver that does nothing does it as every driver has to. */
class PassiveDriverTest extends DriverContract {

    @Override
    protected Driver open(String owner) {
        return new PassiveDriver("user", new Attachment.UserModeAttachment());
    }

    @Override
    protected Map<String, String> host() {
        return Map.of();
    }

    @Override
    protected void reboot() {}

    @Override
    protected boolean isRealised(HostNetwork network) {
        return true;
    }

    @Override
    protected boolean refuses() {
        return false;
    }
}
