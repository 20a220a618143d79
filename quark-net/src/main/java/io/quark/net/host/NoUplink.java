package io.quark.net.host;

import java.util.Optional;

/** For networks that stay on this host. */
final class NoUplink implements Uplink {

    @Override
    public Optional<Link> make(HostNetwork network, String bridge) {
        return Optional.empty();
    }

    @Override
    public Optional<String> device(HostNetwork network) {
        return Optional.empty();
    }

    @Override
    public void remove(HostNetwork network) {}
}
