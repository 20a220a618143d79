package io.quark.net.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quark.common.model.TrafficLimits;
import io.quark.common.model.TrafficLimits.Rate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Hosts that cannot do everything; TapLimitsIT has one that can. */
class LinuxTapLimitsTest {

    private static final TrafficLimits SENDS =
            new TrafficLimits(Optional.of(new Rate(1_000, 100)), Optional.empty(), Optional.empty());

    private final List<String> told = new ArrayList<>();

    @Test
    void aKernelWithoutIfbLimitsOnlyWhatMachinesReceive() {
        LinuxTapLimits limits = limits("type ifb", "Error: Unknown device type.");
        assertThat(limits.slots()).containsExactlyInAnyOrder("bandwidth_limit/ingress", "dscp_marking");
        assertThatThrownBy(() -> limits.limit("qt1", SENDS)).isInstanceOfSatisfying(DriverException.class, e -> {
            assertThat(e.isUnsupported()).isTrue();
            assertThat(e.problem().detail()).contains("bandwidth_limit/egress", "Unknown device type");
            assertThat(e.problem().hint().orElseThrow()).contains("iproute2", "ifb");
        });
    }

    @Test
    void aKernelWithoutTbfLimitsNothingButMarks() {
        assertThat(limits("tbf", "Error: Specified qdisc kind is unknown.").slots())
                .containsExactly("dscp_marking");
    }

    @Test
    void whereTheToolsAreMissingNothingIsOfferedAndNothingFailsThatNeedsNone() {
        LinuxTapLimits limits = limits("", "");
        assertThat(limits.slots()).isEmpty();
        assertThat(limits.limits("qt1")).isEqualTo(TrafficLimits.NONE);
        assertThatCode(() -> {
                    limits.forget("qt1");
                    limits.forgetOthers(tap -> false);
                })
                .doesNotThrowAnyException();
    }

    @Test
    void itIsTriedOnce() {
        LinuxTapLimits limits = limits("no such word", "");
        limits.slots();
        int before = told.size();
        limits.slots();
        assertThat(before).isPositive();
        assertThat(told).hasSize(before);
        assertThat(told).filteredOn(line -> line.contains("link delete")).hasSize(2);
    }

    /** A host on which what contains this word fails so. */
    private LinuxTapLimits limits(String word, String error) {
        ProcessRunner runner = (command, input, timeout) -> run(String.join(" ", command), word, error, timeout);
        return new LinuxTapLimits(
                new IpCommand(runner, List.of("ip")),
                new TcCommand(runner, List.of("tc")),
                new NftCommand(runner, List.of("nft")),
                "me");
    }

    private ProcessRunner.Outcome run(String line, String word, String error, Duration timeout) {
        told.add(line);
        assertThat(timeout).isPositive();
        if (line.contains(word)) {
            return new ProcessRunner.Outcome(1, "", error);
        }
        if (line.contains("link show dev")) {
            String name = line.substring(line.lastIndexOf(' ') + 1);
            if (told.stream().noneMatch(before -> before.contains("link add name " + name))) {
                return new ProcessRunner.Outcome(1, "", "Device \"" + name + "\" does not exist.");
            }
            return new ProcessRunner.Outcome(
                    0,
                    "[{\"ifname\":\"" + name + "\",\"mtu\":1500,\"flags\":[],\"linkinfo\":{\"info_kind\":\"ifb\"}}]",
                    "");
        }
        return new ProcessRunner.Outcome(0, line.contains(" -j") ? "{\"nftables\":[]}" : "[]", "");
    }
}
