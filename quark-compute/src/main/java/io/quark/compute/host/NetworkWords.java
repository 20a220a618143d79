package io.quark.compute.host;

import io.quark.common.model.ComputeSelf.NetworkFacts;
import io.quark.compute.config.ComputeConfig;
import io.quark.net.host.Capabilities;
import io.quark.net.host.Plugin;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a host says of its network. */
final class NetworkWords {

    private NetworkWords() {}

    static NetworkFacts of(ComputeConfig config, Plugin plugin, Optional<String> tunnel) {
        Map<String, Capabilities> capabilities = plugin.capabilities();
        Map<String, List<String>> words = new TreeMap<>();
        Set<String> physical = new TreeSet<>(config.net().physical().keySet());
        capabilities.forEach((driver, can) -> {
            words.put(driver, can.words());
            physical.addAll(can.physical());
        });
        return new NetworkFacts(config.maxBandwidth(), tunnel, List.copyOf(physical), words);
    }
}
