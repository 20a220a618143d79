package io.quark.api.network;

import io.quark.api.http.ProblemException;
import io.quark.api.http.ProblemType;
import io.quark.common.model.InstanceSpec.NicRequest;
import io.quark.common.tree.Paths;
import io.quark.common.tree.ServerClock;
import io.quark.common.tree.TreeView;
import io.quark.net.alloc.NetIndex;
import io.quark.net.alloc.NicsRequest;
import io.quark.net.alloc.Plan;
import io.quark.net.alloc.Stripe;
import io.quark.net.alloc.Usage;
import java.util.List;

/**
 * What quark-net's allocation would say: how full subnets are, and whether an interface could have its addresses now. Asks it as orc does and takes
 * nothing. Thread safe.
 */
public final class AddressBook {

    private final NetIndex index;
    private final ServerClock clock = new ServerClock();

    private AddressBook(NetIndex index) {
        this.index = index;
    }

    /** Follows all networks through a view. */
    public static AddressBook over(TreeView view, Paths paths) {
        AddressBook book = new AddressBook(new NetIndex(paths));
        view.listen(book::apply);
        return book;
    }

    private synchronized void apply(TreeView.Cut cut) {
        index.apply(cut);
        cut.changes().forEach(change -> change.after().ifPresent(clock::saw));
    }

    synchronized List<Usage> usage(String network) {
        return index.usage(network);
    }

    /**
     * Refuses interfaces for which there is certainly no address or MAC: a network that is full, an address that somebody has.
     *
     * @throws ProblemException saying why
     */
    public synchronized void refuseImpossible(String project, String instance, String name, List<NicRequest> nics) {
        Plan plan = index.plan(new NicsRequest(instance, project, instance, name, nics), clock.now(), Stripe.WHOLE);
        if (plan instanceof Plan.Planned planned) {
            index.abandon(planned);
            return;
        }
        var problem = ((Plan.Refused) plan).problem();
        if (problem.status() == ProblemType.CONFLICT.status()) {
            throw new ProblemException(problem);
        }
    }
}
