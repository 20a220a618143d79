package io.quark.net.alloc;

import io.quark.common.model.Network;
import io.quark.common.model.Nic;
import io.quark.common.model.Port;
import io.quark.common.model.QosPolicy;
import io.quark.common.model.QosPolicy.Binding;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The state of all networks in memory, and what follows from it: which address and MAC a port gets, whether a network
 * may go. It proposes operations and touches nothing; the transaction that carries them decides.
 *
 * <p>Fed by the cuts of a view of {@code /net}, {@code /names} and {@code /quotas}; other paths are ignored. Owned by one
 * thread. {@code now} is always the server's time.
 */
public final class NetIndex {

    private final NetState state;
    private final NetFeed feed;
    private final Releases releases;
    private final Places places;
    private final NetChanges changes;

    public NetIndex(Paths paths) {
        this.state = new NetState(paths);
        this.feed = new NetFeed(state);
        this.releases = new Releases(state);
        this.places = new Places(state);
        this.changes = new NetChanges(new StructureChanges(state), new PortChanges(state));
    }

    /** Takes in what changed. */
    public void apply(TreeView.Cut cut) {
        feed.apply(cut);
    }

    /**
     * Finds addresses and MACs for all interfaces of one instance, or says why that is impossible.
     *
     * @param stripe where to look first
     */
    public Plan plan(NicsRequest request, Instant now, Stripe stripe) {
        return new NicPlanner(state, now, stripe).plan(request);
    }

    /**
     * The next step of a work unit that changes the network by itself: a pure function of what the index has seen and proposed, so
     * that whoever takes the work unit over goes on where another stopped.
     */
    public NetStep next(NetWork work) {
        return changes.next(work);
    }

    /**
     * A plan was committed.
     *
     * @param zxid of its transaction, where it is known (the best: it ends exactly when the view has reached it), else 0
     */
    public void settled(Plan.Planned plan, long zxid) {
        settled(plan.proposal(), zxid);
    }

    /** As {@link #settled(Plan.Planned, long)}, for a proposal of a {@link NetStep}; 0 is ignored. */
    public void settled(long proposal, long zxid) {
        state.proposals().settled(proposal, zxid, releases::visible);
    }

    /** A proposal was not committed, and will not be; 0 is ignored. */
    public void abandon(long proposal) {
        state.proposals().abandoned(proposal);
    }

    /** A plan was not committed, and will not be: what it proposed is free again. */
    public void abandon(Plan.Planned plan) {
        state.proposals().abandoned(plan.proposal());
    }

    /** Taken before the view is asked to catch up with the tree; see {@link #caughtUp}. */
    public long mark() {
        return state.proposals().mark();
    }

    /**
     * The view has caught up with the tree, and its cuts were applied, since the mark was taken. To be told now and then, and before
     * a refusal is believed: it ends plans that were settled without a zxid and whose nodes went again unseen.
     */
    public void caughtUp(long mark) {
        state.proposals().caughtUp(mark);
    }

    /** How many plans count as used here that are not decided, or not yet seen in the view. */
    public int openProposals() {
        return state.proposals().count();
    }

    /**
     * Gives up the ports of these interfaces: each port goes, what it owned cools; one that was asked for by itself stays, without a device. What is gone already is left out, so
     * that repeating it does no harm.
     */
    public List<Op> release(List<Nic> nics, String workUnit) {
        return releases.release(Optional.empty(), nics, workUnit);
    }

    /**
     * As {@link #release(List, String)}, for the interfaces of one instance: a port that was there before it is left alone if by now it
     * has another device, so that a stale release takes it from nobody.
     */
    public List<Op> release(String instance, List<Nic> nics, String workUnit) {
        return releases.release(Optional.of(instance), nics, workUnit);
    }

    /**
     * Removes claims whose quarantine is over, so that the tree does not fill with them.
     *
     * @param max how many at most
     * @param led which networks and MAC ranges, by id, are the caller's to sweep
     */
    public List<Op> sweep(Instant now, int max, Predicate<String> led) {
        return state.claims()
                .filter(owned -> led.test(owned.owner()))
                .flatMap(owned -> owned.claims().sweep(now))
                .limit(max)
                .toList();
    }

    /** How full each subnet of a network is; empty where there is no such network. */
    public List<Usage> usage(String network) {
        return state.network(network).stream()
                .flatMap(known -> known.subnetsInOrder().stream())
                .map(SubnetState::usage)
                .toList();
    }

    /** How full a range of MACs is; empty where there is no such range, or nothing is handed out of it automatically. */
    public Optional<Usage.PoolUsage> macRangeUsage(String range) {
        return state.ranges()
                .find(range)
                .flatMap(known -> known.usage().stream().findFirst());
    }

    /** How full a segment pool is; empty where there is no such pool, or it is being deleted. */
    public Optional<Usage.PoolUsage> segmentPoolUsage(String pool) {
        return state.segments()
                .pool(pool)
                .flatMap(known -> state.segments().space(known.record()).usage(known.record()));
    }

    /**
     * What the interfaces of a machine are promised together, in kbit/s, by the policies that they are under: their own, else their networks'. A plan
     * rests on these policies as they are.
     */
    public long promisedKbps(List<Nic> nics) {
        Governance governance = new Governance(state);
        return nics.stream()
                .mapToLong(nic -> governance.promised(
                        governance.effective(nic.qosPolicy(), nic.network().id())))
                .sum();
    }

    /**
     * The operations that say to other hosts where the interfaces of a machine are from now on, wherever they were before: for those on VXLAN
     * networks only. They belong into the transaction that places the machine, after those of the plan. With the ports they go again.
     *
     * @param host the compute
     * @param tunnel the address at which it takes tunnelled traffic; empty: it takes none
     */
    public List<Op> place(List<Nic> nics, String instance, String host, Optional<String> tunnel) {
        return places.place(nics, instance, host, tunnel);
    }

    /** A QoS policy, unless there is none or it cannot be read. */
    public Optional<Recorded<QosPolicy>> qosPolicy(String id) {
        return state.qosPolicies().record(id).map(one -> new Recorded<>(one.record(), one.version()));
    }

    /** The networks that are bound to a QoS policy. */
    public List<Recorded<Network>> networksUnder(String policy) {
        return bound(policy, Binding.NETWORK)
                .flatMap(binding -> state.network(binding.getKey()).flatMap(NetworkState::network).stream())
                .map(network -> new Recorded<>(network.record(), network.version()))
                .toList();
    }

    /** The ports that are bound to a QoS policy themselves. */
    public List<Port> portsUnder(String policy) {
        return bound(policy, Binding.PORT)
                .flatMap(binding -> state.network(binding.getValue().network()).stream()
                        .flatMap(network -> Optional.ofNullable(network.ports().get(binding.getKey())).stream()))
                .map(NetworkState.Versioned::record)
                .toList();
    }

    private Stream<Map.Entry<String, Binding>> bound(String policy, String type) {
        return state.qosPolicies().find(policy).stream()
                .flatMap(known -> known.bindings().entrySet().stream())
                .filter(binding -> binding.getValue().type().equals(type));
    }

    /** The policy that a port is under: its own, else its network's. */
    public Optional<String> effectivePolicy(Port port) {
        return new Governance(state).effective(port.qosPolicy(), port.network());
    }

    /** What a project has of what its quota limits. */
    public ProjectUsage projectUsage(String project) {
        Quotas.Amounts amounts = state.quotas().usage(project);
        return new ProjectUsage(amounts.networks(), amounts.subnets(), amounts.ports());
    }

    /** What a project has, in the tree or proposed here. */
    public record ProjectUsage(int networks, int subnets, int ports) {}
}
