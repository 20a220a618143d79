package io.quark.api.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FreePortsTest {

    @Test
    void anApiGetsAnotherPortThanTheWantedOneOnlyIfSomebodyHasThat() throws Exception {
        int port = FreePorts.any();
        Map<String, String> settings = Map.of(FreePorts.OF_API, Integer.toString(port - 1));

        assertThat(FreePorts.ofApi(settings, 1)).isEqualTo(port);
        try (ServerSocket other = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(other.getLocalPort()).isEqualTo(port);
            assertThat(FreePorts.ofApi(settings, 1)).isNotEqualTo(port);
        }
    }

    @Test
    void whoDoesNotCareGetsAnyPort() throws Exception {
        assertThat(FreePorts.ofApi(Map.of(FreePorts.OF_API, "0"), 0)).isGreaterThan(1_024);
    }

    @Test
    void whatIsNoPortIsNamed() {
        assertThatThrownBy(() -> FreePorts.ofApi(Map.of(FreePorts.OF_API, "http"), 0))
                .isInstanceOf(LocalClusterException.class)
                .hasMessageContaining("http");
        assertThatThrownBy(() -> FreePorts.ofApi(Map.of(FreePorts.OF_API, "65536"), 0))
                .isInstanceOf(LocalClusterException.class);
    }
}
