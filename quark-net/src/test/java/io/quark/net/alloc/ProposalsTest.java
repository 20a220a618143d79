package io.quark.net.alloc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProposalsTest {

    private final Proposals proposals = new Proposals();

    @Test
    void aRepeatedProposalThatComesToNothingDoesNotKeepTheFirstOneOpen() {
        Draft first = proposals.draft();
        proposals.opened(first, "/quark/net/networks/n");
        proposals.settled(first.proposal(), 0, path -> false);
        Draft again = proposals.draft();
        proposals.opened(again, "/quark/net/networks/n");
        proposals.abandoned(again.proposal());
        assertThat(proposals.count()).isEqualTo(1);
        proposals.appeared("/quark/net/networks/n");
        assertThat(proposals.count()).isZero();
    }

    @Test
    void aProposalWithoutAWitnessEndsWhenTheViewHasCaughtUp() {
        Draft draft = proposals.draft();
        proposals.opened(draft);
        proposals.settled(draft.proposal(), 0, path -> true);
        assertThat(proposals.count()).isEqualTo(1);
        proposals.caughtUp(proposals.mark());
        assertThat(proposals.count()).isZero();
    }
}
