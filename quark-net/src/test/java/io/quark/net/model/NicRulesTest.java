package io.quark.net.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.model.InstanceSpec.NicRequest;
import io.quark.common.model.Problem.Fault;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NicRulesTest {

    @Test
    void addressesAndMacsBecomeCanonical() {
        assertThat(NicRules.canonical(List.of(nic("n", List.of("FD20::0:5"), Optional.of("52-54-00-AA-BB-CC")))))
                .isEqualTo(Checked.good(List.of(nic("n", List.of("fd20::5"), Optional.of("52:54:00:aa:bb:cc")))));
    }

    @Test
    void everyFaultIsInOneAnswer() {
        NicRequest one = nic("n", List.of("10.0.0.5", "10.0.0.5x"), Optional.of("52:54:00:aa:bb:cc"));
        NicRequest other = nic("n", List.of("10.0.0.5"), Optional.of("52:54:00:AA:bb:cc"));
        assertThat(NicRules.canonical(List.of(one, other)).faults())
                .extracting(Fault::pointer)
                .containsExactly("/0/ips/1", "/1/ips/0", "/1/mac");
    }

    @Test
    void theSameAddressOnTwoNetworksIsFine() {
        assertThat(NicRules.canonical(List.of(
                                nic("a", List.of("10.0.0.5"), Optional.empty()),
                                nic("b", List.of("10.0.0.5"), Optional.empty())))
                        .faults())
                .isEmpty();
    }

    @Test
    void numbersAreBounded() {
        assertThat(NicRules.canonical(Collections.nCopies(17, nic("a", List.of(), Optional.empty())))
                        .faults())
                .hasSize(1);
        assertThat(NicRules.canonical(List.of(nic("a", Collections.nCopies(17, "10.0.0.5"), Optional.empty())))
                        .faults())
                .hasSize(1);
    }

    private static NicRequest nic(String network, List<String> ips, Optional<String> mac) {
        return new NicRequest(network, Optional.empty(), ips, mac, Optional.empty(), List.of());
    }
}
