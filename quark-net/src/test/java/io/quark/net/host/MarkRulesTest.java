package io.quark.net.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The text that {@code nft} gets, to the letter; TapLimitsIT asks a real kernel what it does. */
class MarkRulesTest {

    private static final String HOOK = """
            add table bridge quark
            add map bridge quark marked { type ifname : verdict; }
            add chain bridge quark marks { type filter hook prerouting priority -180; policy accept; }
            flush chain bridge quark marks
            add rule bridge quark marks iifname vmap @marked
            """;

    @Test
    void bothFamiliesAreMarked() {
        assertThat(MarkRules.mark("qt1", 46, "me")).isEqualTo(HOOK + """
                                add chain bridge quark qt1_dscp
                                flush chain bridge quark qt1_dscp
                                add rule bridge quark qt1_dscp ether type ip ip dscp set 46
                                add rule bridge quark qt1_dscp ether type ip6 ip6 dscp set 46
                                add element bridge quark marked { "qt1" comment "me" : goto qt1_dscp }
                                """);
    }

    @Test
    void whatIsAbsentIsMadeFirstSoThatItsRemovalCannotFail() {
        assertThat(MarkRules.forget(List.of("qt1"))).isEqualTo(HOOK + """
                                add chain bridge quark qt1_dscp
                                flush chain bridge quark qt1_dscp
                                add element bridge quark marked { "qt1" : goto qt1_dscp }
                                delete element bridge quark marked { "qt1" }
                                delete chain bridge quark qt1_dscp
                                """);
    }
}
