package io.quark.compute.move;

import io.quark.common.json.MalformedRecordException;
import io.quark.common.model.Instance;
import io.quark.common.tree.Node;
import io.quark.compute.follow.Interest;
import io.quark.compute.follow.Known;
import io.quark.compute.follow.Root;
import io.quark.compute.hypervisor.HostFailureException;
import io.quark.compute.hypervisor.StopSignal;
import io.quark.compute.task.Workplace;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** On which host an instance's record places it: that one alone may run it. */
final class Ownership {

    private final Workplace at;
    private final String instance;

    Ownership(Workplace at, String instance) {
        this.at = at;
        this.instance = instance;
    }

    /** Whether it is this host's, with everything that was committed before this call. */
    CompletableFuture<Boolean> isOurs() {
        return at.tree()
                .latest(List.of(at.tree().paths().instance(instance)))
                .thenApply(nodes -> nodes.get(0)
                        .flatMap(Ownership::read)
                        .filter(this::isOurs)
                        .isPresent());
    }

    /** Completes when it is this host's; fails when there is no such instance, and when the signal is given. */
    CompletableFuture<Void> becomesOurs(StopSignal stop) {
        CompletableFuture<Void> ours = new CompletableFuture<>();
        at.loop().execute(() -> new Watch(ours).begin(stop));
        return stop.unlessAsked(ours);
    }

    /** Looks at the record whenever it changes. Lives on the loop. */
    private final class Watch {

        private final Root root = Root.node(at.tree().paths().instance(instance));
        private final CompletableFuture<Void> ours;
        private final Interest interest;

        Watch(CompletableFuture<Void> ours) {
            this.ours = ours;
            this.interest = at.following().interest(this::look);
        }

        void begin(StopSignal stop) {
            interest.want(root);
            var unused = stop.unlessAsked(ours)
                    .whenComplete((nothing, failure) -> at.loop().execute(() -> interest.drop(root)));
            look();
        }

        private void look() {
            Known<Instance> known = interest.record(root, Instance.class);
            if (known.found().filter(Ownership.this::isOurs).isPresent()) {
                ours.complete(null);
            } else if (known instanceof Known.Absent<Instance>) {
                ours.completeExceptionally(HostFailureException.permanent(
                        "there is no instance " + instance + " any more", "nothing needs to be done"));
            }
        }
    }

    private boolean isOurs(Instance record) {
        return record.compute().filter(at.host()::equals).isPresent();
    }

    private static Optional<Instance> read(Node node) {
        try {
            return Optional.of(node.as(Instance.class));
        } catch (MalformedRecordException e) {
            return Optional.empty();
        }
    }
}
