package io.quark.api.network;

import io.quark.api.http.ProblemException;
import io.quark.api.http.ProblemType;
import io.quark.api.work.Draft;
import io.quark.common.model.InstanceSpec.NicRequest;
import io.quark.common.model.Subnet;
import io.quark.common.tree.Paths;
import io.quark.common.tree.ServerClock;
import io.quark.common.tree.TreeView;
import io.quark.net.alloc.NetIndex;
import io.quark.net.alloc.NetStep;
import io.quark.net.alloc.NetWork;
import io.quark.net.alloc.NicsRequest;
import io.quark.net.alloc.Plan;
import io.quark.net.alloc.Stripe;
import io.quark.net.alloc.Usage;
import java.util.List;
import java.util.Optional;

/**
 * What quark-net's allocation would say: how full subnets are, and whether an interface could have its addresses now. Asks it as orc does and takes
 * nothing. Thread safe.
 */
public final class AddressBook {

    private final NetIndex index;
    private final ClaimTally tally;
    private final Paths paths;
    private final ServerClock clock = new ServerClock();

    private AddressBook(Paths paths) {
        this.index = new NetIndex(paths);
        this.tally = new ClaimTally(paths);
        this.paths = paths;
    }

    /** Follows all networks through a view. */
    public static AddressBook over(TreeView view, Paths paths) {
        AddressBook book = new AddressBook(paths);
        view.listen(book::apply);
        view.listen(book.tally::apply);
        return book;
    }

    private synchronized void apply(TreeView.Cut cut) {
        index.apply(cut);
        cut.changes().forEach(change -> change.after().ifPresent(clock::saw));
    }

    /** How full each subnet of a network is. */
    public synchronized List<Usage> usage(String network) {
        return index.usage(network);
    }

    /** How many addresses of a subnet are recorded without port and device. */
    public long reserved(Subnet subnet) {
        return tally.below(paths.addresses(subnet.network(), subnet.id())).reserved();
    }

    /**
     * How many MACs of a range are in use, and how many are cooling.
     *
     * @param range id
     */
    public MacUse macs(String range) {
        ClaimTally.Count count = tally.below(paths.macs(range));
        return new MacUse(count.used() + count.reserved(), count.cooling());
    }

    /** How much of a range of MACs is taken. */
    public record MacUse(long used, long cooling) {}

    /** What a project has of what quotas limit. */
    public synchronized NetIndex.ProjectUsage projectUsage(String project) {
        return index.projectUsage(project);
    }

    /**
     * Refuses a change that an orc would certainly refuse as things are: asks quark-net for its first step, as an orc does.
     *
     * @return the same change
     * @throws ProblemException saying why
     */
    public synchronized Draft possible(String project, Draft draft) {
        NetStep step = index.next(new NetWork(
                draft.workUnit(),
                project,
                draft.target(),
                draft.request(),
                draft.parts(),
                false,
                Optional.empty(),
                clock.now(),
                Stripe.WHOLE));
        if (step instanceof NetStep.Act act) {
            index.abandon(act.proposal());
        } else if (step instanceof NetStep.Refused refused && !refused.provisional()) {
            throw new ProblemException(refused.problem());
        }
        return draft;
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
