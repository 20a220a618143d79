package io.quark.net.host;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** A simulated host is as good as a real one. */
class RecordingDriverTest extends DriverContract {

    private final Map<String, RecordingDriver> hosts = new HashMap<>();

    @Override
    protected Driver open(String owner) {
        return hosts.computeIfAbsent(owner, any -> new RecordingDriver());
    }

    @Override
    protected Map<String, String> host() {
        Map<String, String> all = new HashMap<>();
        hosts.forEach((owner, host) -> {
            host.networks().forEach(network -> all.put(owner + " " + network.id(), network.toString()));
            host.endpoints().forEach(endpoint -> all.put(owner + " " + endpoint.port(), endpoint.toString()));
        });
        return all;
    }

    @Override
    protected void reboot() {
        hosts.clear();
    }

    private RecordingDriver mine() {
        return (RecordingDriver) open(OWNER);
    }

    @Override
    protected boolean isRealised(HostNetwork network) {
        return mine().networks().contains(network);
    }

    @Override
    protected Set<Forward> entries(HostNetwork network) {
        return ForwardingEntries.wanted(mine().entries(network.id()), io.quark.net.model.Ip.of(tunnel()));
    }
}
