package io.quark.net.alloc;

import io.quark.common.model.Target;
import io.quark.common.model.WorkRequest;
import io.quark.common.model.WorkRequest.CreateNetwork;
import io.quark.common.model.WorkRequest.DeleteNetwork;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Asks an index for the next step in making or removing a network. */
public final class NetAsk {

    private NetAsk() {}

    public static NetStep create(NetIndex index, CreateNetwork create, String workUnit) {
        return ask(
                index,
                create.network().id(),
                create.network().project(),
                create,
                workUnit,
                create.network().createdAt());
    }

    public static NetStep remove(NetIndex index, String network, String workUnit) {
        return ask(index, network, NetWorld.PROJECT, new DeleteNetwork(), workUnit, Instant.EPOCH);
    }

    private static NetStep ask(
            NetIndex index, String network, String project, WorkRequest request, String workUnit, Instant now) {
        return index.next(new NetWork(
                workUnit,
                project,
                new Target("network", network, network),
                request,
                List.of(),
                false,
                Optional.empty(),
                now,
                Stripe.WHOLE));
    }
}
