package io.quark.compute.host;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quark.common.config.ConfigException;
import io.quark.common.config.ConfigLoader;
import io.quark.common.config.ConfigLoader.Loaded;
import io.quark.compute.config.ComputeConfig;
import io.quark.compute.libvirt.CallTimer;
import io.quark.compute.storage.EvictionListener;
import io.quark.compute.testing.Machines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibvirtHostsTest {

    private static final String NO_NFT = "net.options.bridge.nft=/no/such/nft";

    @TempDir
    private Path directory;

    @Test
    void hostThatCannotKeepMachinesToTheirAddressesDoesNotStartAndSaysWhatToDo() {
        assertThatThrownBy(() -> open("net.driver=bridge", NO_NFT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("/no/such/nft")
                .hasMessageContaining("install nftables")
                .hasMessageContaining("if_possible");
    }

    @Test
    void hostStartsWithoutWhereThatIsAllowedOrNoBridgeIsUsed() {
        assertThatCode(() -> open("net.driver=bridge", NO_NFT, "net.options.bridge.anti_spoofing=if_possible"))
                .doesNotThrowAnyException();
        assertThatCode(() -> open("net.driver=bridge", NO_NFT, "net.options.bridge.anti_spoofing=false"))
                .doesNotThrowAnyException();
        assertThatCode(() -> open(NO_NFT)).doesNotThrowAnyException();
    }

    private void open(String... settings) throws IOException, ConfigException {
        List<String> arguments = Stream.concat(
                        Stream.of("name=c1", "libvirt.uri=test:///default", "storage_dir=" + directory),
                        Stream.of(settings))
                .flatMap(setting -> Stream.of("--set", setting))
                .toList();
        Loaded<ComputeConfig> loaded =
                new ConfigLoader<>("quark-compute", "QUARK_COMPUTE_", ComputeConfig.DEFAULTS).load(arguments, Map.of());
        ComputeConfig config = ((Loaded.Run<ComputeConfig>) loaded).config();
        try (StateDirectory state = StateDirectory.lock(directory)) {
            LibvirtHosts.open(config, state, Machines.TREE, CallTimer.NONE, EvictionListener.NONE)
                    .close();
        }
    }
}
