package io.quark.net.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quark.net.model.Ip;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ForwardingTableTest {

    private static final Ip OWN = Ip.of("192.0.2.1");

    private final Set<Forward> kernel = new HashSet<>();
    private final List<String> inputs = new ArrayList<>();
    private final ForwardingTable table = new ForwardingTable(
            new BridgeCommand((command, input, timeout) -> answer(command, input), List.of("bridge")));

    private ProcessRunner.Outcome answer(List<String> command, String input) {
        inputs.add(input);
        if (command.contains("show")) {
            return new ProcessRunner.Outcome(
                    0,
                    kernel.stream()
                            .map(entry -> entry.mac() + " dst " + entry.tunnel() + " self permanent\n")
                            .collect(Collectors.joining("02:00:00:00:00:09 master qk0 permanent\n")),
                    "");
        }
        input.lines().forEach(line -> apply(List.of(line.split(" "))));
        return new ProcessRunner.Outcome(0, "", "");
    }

    private void apply(List<String> words) {
        Forward entry = new Forward(words.get(2), words.get(6));
        switch (words.get(1)) {
            case "append" -> kernel.add(entry);
            case "replace" -> {
                kernel.removeIf(other -> other.mac().equals(entry.mac()));
                kernel.add(entry);
            }
            case "del" -> assertThat(kernel.remove(entry)).isTrue();
            default -> throw new AssertionError(words);
        }
    }

    private static Forward at(int machine, int host) {
        return new Forward(String.format("52:54:00:00:%02x:%02x", machine >> 8, machine & 255), "192.0.2." + host);
    }

    @Test
    void fiveThousandEntriesAreOneLookAndOneBatch() {
        Set<Forward> many = new HashSet<>();
        for (int i = 0; i < 5_000; i++) {
            many.add(at(i, 2 + i % 100));
        }
        table.set("qx0", many, OWN);
        assertThat(inputs).hasSize(2);
        assertThat(kernel).hasSize(5_100);
        table.set("qx0", many, OWN);
        assertThat(inputs).hasSize(3).endsWith(""); // only looked
    }

    @Test
    void whatIsMissingComesBeforeWhatIsTooMuchGoes() {
        kernel.addAll(Set.of(at(1, 2), new Forward(ForwardingEntries.ALL, "192.0.2.2")));
        table.set("qx0", Set.of(at(1, 3)), OWN);
        List<String> commands = inputs.get(1).lines().toList();
        assertThat(commands).hasSize(3);
        assertThat(commands.subList(0, 2))
                .containsExactlyInAnyOrder(
                        "fdb replace 52:54:00:00:00:01 dev qx0 dst 192.0.2.3 self permanent",
                        "fdb append 00:00:00:00:00:00 dev qx0 dst 192.0.2.3 self permanent");
        assertThat(commands.get(2)).isEqualTo("fdb del 00:00:00:00:00:00 dev qx0 dst 192.0.2.2 self permanent");
    }

    @Test
    void anAddressThatIsNoneNeverReachesTheProgram() {
        assertThatThrownBy(() -> table.set("qx0", Set.of(new Forward("52:54:00:00:00:01", "x\nfdb flush")), OWN))
                .isInstanceOf(DriverException.class);
        assertThat(inputs).isEmpty();
    }

    @Test
    void whatTheKernelRefusedAndIsStillMissingIsAFailure() {
        ForwardingTable refusing = new ForwardingTable(new BridgeCommand(
                (command, input, timeout) -> command.contains("show")
                        ? new ProcessRunner.Outcome(0, "", "")
                        : new ProcessRunner.Outcome(1, "", "RTNETLINK answers: Operation not permitted\n"),
                List.of("bridge")));
        assertThatThrownBy(() -> refusing.set("qx0", Set.of(at(1, 2)), OWN))
                .hasMessageContaining("Operation not permitted");
    }

    @Property(tries = 300)
    void whateverWasThereItIsExactlyWhatWasTold(
            @ForAll @Size(max = 12) List<@IntRange(max = 24) Integer> before,
            @ForAll @Size(max = 12) List<@IntRange(max = 24) Integer> after) {
        kernel.clear();
        table.set("qx0", machines(before), OWN);
        table.set("qx0", machines(after), OWN);
        assertThat(kernel).isEqualTo(ForwardingEntries.wanted(machines(after), OWN));
        assertThat(kernel).noneMatch(entry -> entry.tunnel().equals(OWN.text()));
    }

    private static Set<Forward> machines(List<Integer> codes) {
        return codes.stream().map(code -> at(code % 5, 1 + code / 5)).collect(Collectors.toSet());
    }
}
