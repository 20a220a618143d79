package io.quark.orc.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** However orc, two hosts and their failures take turns: a machine that moves never runs twice, and is never lost. */
class MovePropertiesTest {

    private static final int STEPS = 60;

    @Property(tries = 150)
    void aMachineThatMovesNeverRunsTwiceAndIsNeverLost(@ForAll long seed) {
        Random random = new Random(seed);
        MovingModel model = new MovingModel(random);

        for (int step = 0; step < STEPS; step++) {
            model.anything();
            model.holds();
        }
        model.calm();

        model.holds();
        assertThat(model.isSettled()).as(model::toString).isTrue();
    }
}
