package io.quark.net.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quark.common.id.Ids;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When {@code nft} is run, and what is made of its answers. */
class NftGuardTest {

    private static final ProcessRunner.Outcome DONE = new ProcessRunner.Outcome(0, "", "");
    private static final ProcessRunner.Outcome ABSENT =
            new ProcessRunner.Outcome(1, "", "Error: No such file or directory\nlist map bridge quark guarded\n");
    private static final ProcessRunner.Outcome FORBIDDEN =
            new ProcessRunner.Outcome(1, "", "Error: Could not process rule: Operation not permitted\n");

    private final Endpoint endpoint = Endpoint.of(Nics.on(Ids.fresh(), BridgeDriver.NAME));
    private final ScriptedNft nft = new ScriptedNft();
    private final NftGuard guard = new NftGuard(new NftCommand(nft, List.of("nft")), "me");

    @Test
    void anEndpointIsLetSendInOneTransaction() {
        guard.allow("qt1", endpoint);
        assertThat(nft.told).containsExactly("-f -");
        assertThat(nft.read)
                .containsExactly(TapRules.allow("qt1", endpoint, "me") + FilterRules.forget(List.of("qt1")));
    }

    @Test
    void aFilterIsOfTheSameTransaction() {
        Filter filter = new Filter(List.of());
        guard.allow("qt1", Endpoint.of(Nics.on(Ids.fresh(), BridgeDriver.NAME), Optional.of(filter)));
        assertThat(nft.read)
                .singleElement()
                .satisfies(text -> assertThat(text)
                        .contains("bridge quark guarded")
                        .endsWith(FilterRules.filter("qt1", filter, "me")));
    }

    @Test
    void onlyOwnTapsThatNobodyKeepsAreForgotten() {
        nft.listed = new ProcessRunner.Outcome(0, listing("qt1", "me", "qt2", "me", "qt3", "another"), "");
        guard.forgetOthers("qt2"::equals);
        assertThat(nft.told).containsExactly("-j -n list map bridge quark guarded", "-f -");
        assertThat(nft.read.get(1)).isEqualTo(forgotten("qt1"));
    }

    @Test
    void whereNoTableIsNothingIsForgotten() {
        nft.listed = ABSENT;
        guard.forgetOthers(tap -> false);
        assertThat(nft.told).hasSize(1);
    }

    @Test
    void aHostThatCannotSaysWhatToDo() {
        nft.done = FORBIDDEN;
        assertThatThrownBy(guard::prepare).isInstanceOfSatisfying(DriverException.class, e -> {
            assertThat(e.problem().type()).isEqualTo("anti-spoofing-impossible");
            assertThat(e.problem().detail()).contains("Operation not permitted");
            assertThat(e.problem().hint().orElseThrow()).contains("nftables", "if_possible");
        });
        NftGuard missing = new NftGuard(new NftCommand(new SystemProcessRunner(), List.of("no-such-nft")), "me");
        assertThatThrownBy(missing::prepare).hasMessageContaining("no-such-nft");
    }

    @Test
    void aLenientHostGoesWithout() {
        nft.done = FORBIDDEN;
        nft.listed = FORBIDDEN;
        TapGuard lenient = new LenientGuard(guard);
        assertThatCode(() -> {
                    lenient.prepare();
                    lenient.allow("qt1", endpoint);
                    lenient.forget("qt1");
                    lenient.forgetOthers(tap -> false);
                })
                .doesNotThrowAnyException();
    }

    @Test
    void aHostThatIsToldNotToGuardLetsGoOfWhatItGuardedBefore() {
        nft.listed = new ProcessRunner.Outcome(0, listing("qt1", "me"), "");
        TapGuard off = new NoGuard(guard);
        off.prepare();
        off.allow("qt1", endpoint);
        off.forgetOthers(tap -> true);
        assertThat(nft.read).last().isEqualTo(forgotten("qt1"));
        assertThat(nft.told).hasSize(2);
        nft.listed = FORBIDDEN;
        assertThatCode(() -> off.forgetOthers(tap -> true)).doesNotThrowAnyException();
    }

    private static String forgotten(String tap) {
        return TapRules.forget(List.of(tap)) + FilterRules.forget(List.of(tap));
    }

    /** As nft lists the map: pairs of tap and owner. */
    private static String listing(String... pairs) {
        List<String> elements = new ArrayList<>();
        for (int i = 0; i < pairs.length; i += 2) {
            elements.add("[{\"elem\": {\"val\": \"" + pairs[i] + "\", \"comment\": \"" + pairs[i + 1]
                    + "\"}}, {\"goto\": {\"target\": \"" + pairs[i] + "\"}}]");
        }
        return "{\"nftables\": [{\"metainfo\": {\"json_schema_version\": 1}}, {\"map\": {\"name\": \"guarded\", \"elem\": ["
                + String.join(", ", elements) + "]}}]}";
    }

    private static final class ScriptedNft implements ProcessRunner {
        private final List<String> told = new ArrayList<>();
        private final List<String> read = new ArrayList<>();
        private Outcome done = DONE;
        private Outcome listed = ABSENT;

        @Override
        public Outcome run(List<String> command, String input, Duration timeout) {
            told.add(String.join(" ", command.subList(1, command.size())));
            read.add(input);
            return command.contains("list") ? listed : done;
        }
    }
}
