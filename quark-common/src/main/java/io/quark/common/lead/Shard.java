package io.quark.common.lead;

import io.quark.common.lead.Judge.Surroundings;
import io.quark.common.lead.ShardLeadership.Ground;
import io.quark.common.lead.Stance.Finishing;
import io.quark.common.lead.Stance.Following;
import io.quark.common.lead.Stance.Leading;
import io.quark.common.lead.Stance.Releasing;
import io.quark.common.lead.Stance.Taking;
import io.quark.common.tree.Commit;
import io.quark.common.tree.Op;
import io.quark.common.tree.Transaction;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One shard as this process sees it: carries out what {@link Judge} decides. Of the timer's thread only. */
final class Shard {

    private static final Logger log = LoggerFactory.getLogger(Shard.class);

    private final int number;
    private final String process;
    private final Ground ground;
    private final LeadershipTimes times;
    private final Spokesman spokesman;
    private final Runnable look;
    private Stance stance = new Following(Optional.empty(), -1);

    Shard(int number, String process, Ground ground, LeadershipTimes times, Spokesman spokesman, Runnable look) {
        this.number = number;
        this.process = process;
        this.ground = ground;
        this.times = times;
        this.spokesman = spokesman;
        this.look = look;
    }

    int number() {
        return number;
    }

    /** Whether it is led, or a transaction about that is on its way. */
    boolean busy() {
        return !(stance instanceof Following);
    }

    void look(Judge judge, Surroundings around) {
        Sight sight = Sight.of(ground.view(), ground.paths(), number);
        Verdict verdict = judge.judge(number, stance, sight, around);
        if (verdict instanceof Verdict.NoteLeaderless note) {
            stance = new Following(Optional.of(note.since()), deadVersion());
        } else if (verdict instanceof Verdict.NoteLed) {
            stance = new Following(Optional.empty(), deadVersion());
        } else if (verdict instanceof Verdict.Take take) {
            take(take, sight, around);
        } else if (verdict instanceof Verdict.Adopt adopt) {
            takeUp(adopt.fence(), around.sessionId(), around.now());
        } else if (verdict instanceof Verdict.Clear) {
            release(sight.epochVersion(), deadVersion());
        } else if (verdict instanceof Verdict.Finish) {
            finish();
        } else if (verdict instanceof Verdict.Release) {
            fence().ifPresent(fence -> {
                spokesman.lost(fence, "handed over");
                release(fence.version(), fence.version());
            });
        } else if (verdict instanceof Verdict.StepDown down) {
            stepDown(down.why());
        }
    }

    void deposed(Fence deposed) {
        if (fence().equals(Optional.of(deposed))) {
            stepDown("a transaction was refused at its fence");
        }
    }

    private void take(Verdict.Take take, Sight sight, Surroundings around) {
        Epoch next = sight.epoch().next(process, around.now());
        Transaction taking = Transaction.of(
                Op.createEphemeral(ground.paths().leader(number), new Leader(process, next.since())),
                Op.set(ground.paths().epoch(number), next, sight.epochVersion()));
        int dead = deadVersion();
        stance = new Taking(dead);
        send(taking, outcome -> {
            if (outcome instanceof Commit.Committed) {
                takeUp(
                        new Fence(number, next.epoch(), sight.epochVersion() + 1),
                        around.sessionId(),
                        times.keepUntil(take.preferred(), around.now()));
            } else if (outcome instanceof Commit.Unknown) {
                followOnceCaughtUp(dead); // if it was done, the leader node is ours and the shard is adopted
            } else {
                log.debug("shard {} was not to be had: {}", number, outcome);
                stance = new Following(Optional.empty(), dead);
            }
        });
    }

    /** The tree says that the shard is ours: it is, once the view shows all that was written before. */
    private void takeUp(Fence fence, long sessionId, Instant keepUntil) {
        int dead = deadVersion();
        stance = new Taking(dead);
        Post.outcome(ground.timer(), ground.view().caughtUp(), caughtUp -> {
            if (caughtUp && ground.session().sessionId() == sessionId) {
                stance = new Leading(fence, sessionId, keepUntil);
                spokesman.gained(fence);
            } else {
                stance = new Following(Optional.empty(), dead);
            }
            look.run();
        });
    }

    private void finish() {
        if (stance instanceof Leading leading) {
            Fence fence = leading.fence();
            Instant deadline = ground.clock().instant().plus(times.finish());
            stance = new Finishing(fence, leading.sessionId(), deadline, false);
            spokesman.finish(fence, () -> onTimer(() -> finished(fence)));
        }
    }

    private void finished(Fence fence) {
        if (stance instanceof Finishing finishing && finishing.fence().equals(fence)) {
            stance = new Finishing(fence, finishing.sessionId(), finishing.deadline(), true);
            look.run();
        }
    }

    /**
     * Deletes the leader node, unless somebody has taken the shard meanwhile.
     *
     * @param deadAfterwards the fence that has ended once the node is gone
     */
    private void release(int epochVersion, int deadAfterwards) {
        int deadBefore = deadVersion();
        stance = new Releasing(deadBefore);
        Transaction releasing = Transaction.of(
                Op.check(ground.paths().epoch(number), epochVersion),
                Op.delete(ground.paths().leader(number), Op.ANY_VERSION));
        send(releasing, outcome -> {
            if (outcome instanceof Commit.Unknown) {
                followOnceCaughtUp(deadBefore); // if it was not done, the shard is adopted and handed over again
            } else {
                stance = new Following(Optional.empty(), deadAfterwards);
            }
        });
    }

    private void stepDown(String why) {
        fence().ifPresent(fence -> {
            stance = new Following(Optional.empty(), fence.version());
            spokesman.lost(fence, why);
        });
    }

    private void followOnceCaughtUp(int dead) {
        Post.outcome(ground.timer(), ground.view().caughtUp(), caughtUp -> {
            // Where catching up failed the connection is lost, and everything is checked once it is back.
            stance = new Following(Optional.empty(), dead);
            look.run();
        });
    }

    private void send(Transaction transaction, Consumer<Commit> then) {
        CompletableFuture<Commit> answer = ground.session()
                .commit(transaction)
                .completeOnTimeout(new Commit.Unknown(), Post.ANSWER_LIMIT_MILLIS, TimeUnit.MILLISECONDS);
        Post.answer(ground.timer(), answer, failed -> new Commit.Unknown(), outcome -> {
            then.accept(outcome);
            look.run();
        });
    }

    private void onTimer(Runnable work) {
        Post.safely(ground.timer(), work);
    }

    private Optional<Fence> fence() {
        if (stance instanceof Leading leading) {
            return Optional.of(leading.fence());
        }
        return stance instanceof Finishing finishing ? Optional.of(finishing.fence()) : Optional.empty();
    }

    /** The newest fence that is known to have ended. */
    private int deadVersion() {
        if (stance instanceof Following following) {
            return following.deadVersion();
        }
        if (stance instanceof Taking taking) {
            return taking.deadVersion();
        }
        if (stance instanceof Releasing releasing) {
            return releasing.deadVersion();
        }
        return fence().map(fence -> fence.version() - 1).orElse(-1);
    }
}
