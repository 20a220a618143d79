package io.quark.net.alloc;

import io.quark.common.model.Network;
import io.quark.common.model.Subnet;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.net.model.Cidr;
import java.util.Optional;

/** The nodes of a new subnet, with its network or later. */
final class SubnetMaking {

    private final Paths paths;
    private final Bindings bindings;

    SubnetMaking(NetState state) {
        this.paths = state.paths();
        this.bindings = new Bindings(state);
    }

    /** Adds a subnet to the draft; says why its policy cannot be had. */
    Optional<Choice.Denied<Void>> add(Draft draft, Network network, Subnet subnet, String workUnit) {
        String id = network.id();
        draft.add(Op.create(paths.subnet(id, subnet.id()), subnet.withOp(workUnit)));
        draft.add(Op.createEmpty(paths.addresses(id, subnet.id())));
        for (String bucket : ClaimBuckets.atOnce(Cidr.of(subnet.cidr()))) {
            draft.add(Op.createEmpty(paths.addressBucket(id, subnet.id(), bucket)));
        }
        return subnet.ipPolicy().flatMap(policy -> bindings.bind(draft, policy, subnet.id(), network));
    }
}
