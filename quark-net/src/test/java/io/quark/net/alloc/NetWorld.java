package io.quark.net.alloc;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.id.Ids;
import io.quark.common.model.InstanceSpec.NicRequest;
import io.quark.common.model.Network;
import io.quark.common.model.Nic;
import io.quark.common.model.Problem;
import io.quark.common.model.WorkRequest.CreateNetwork;
import io.quark.common.tree.Op;
import io.quark.net.model.NetworkRequest;
import io.quark.net.model.NetworkRules;
import io.quark.net.model.SubnetRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** One orc's index over a tree on paper, and short words for what tests do with it. */
final class NetWorld {

    static final String PROJECT = "p1";

    final PaperTree tree;
    final NetIndex index;
    final PaperTree.View view;
    private Stripe stripe = Stripe.WHOLE;
    private int works;

    NetWorld() {
        this(new PaperTree());
    }

    /** Another orc on the same tree. */
    NetWorld(PaperTree tree) {
        this.tree = tree;
        this.index = new NetIndex(tree.paths);
        this.view = tree.view(index::apply);
        view.catchUp();
    }

    NetWorld striped(int mine, int all) {
        stripe = new Stripe(mine, all);
        return this;
    }

    String work() {
        return Ids.derived("work", Integer.toString(System.identityHashCode(this)), Integer.toString(++works));
    }

    static CreateNetwork network(String name, Network.Family family, SubnetRequest... subnets) {
        return network(name, family, Ids::fresh, subnets);
    }

    static CreateNetwork network(String name, Network.Family family, Supplier<String> ids, SubnetRequest... subnets) {
        NetworkRequest request = new NetworkRequest(
                name,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(family),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Arrays.asList(subnets));
        return NetworkRules.complete(request, ids.get(), PROJECT, new PaperTree().now(), ids)
                .good()
                .orElseThrow();
    }

    /** Makes a network of these ranges; returns its id. */
    String make(String... cidrs) {
        return make(Network.Family.BOTH, cidrs);
    }

    String make(Network.Family family, String... cidrs) {
        return make(network(
                "net-" + ++works,
                family,
                Arrays.stream(cidrs).map(SubnetRequest::of).toArray(SubnetRequest[]::new)));
    }

    String make(CreateNetwork create) {
        NetStep step = create(create);
        assertThat(step).isInstanceOf(NetStep.Act.class);
        commit((NetStep.Act) step);
        return create.network().id();
    }

    /** Commits and lets the view see it. */
    void commit(Plan.Planned plan) {
        long zxid = tree.must(plan.ops());
        index.settled(plan, zxid);
        view.catchUp();
    }

    void commit(NetStep.Act step) {
        long zxid = tree.must(step.ops());
        index.settled(step.proposal(), zxid);
        view.catchUp();
    }

    /** The step that makes a network. */
    NetStep create(CreateNetwork create) {
        return NetAsk.create(index, create, work());
    }

    /** The next step of removing a network. */
    NetStep remove(String network) {
        return NetAsk.remove(index, network, work());
    }

    void commit(List<Op> ops) {
        tree.must(ops);
        view.catchUp();
    }

    Plan plan(NicRequest... nics) {
        return index.plan(new NicsRequest(work(), PROJECT, Ids.fresh(), "m", List.of(nics)), tree.now(), stripe);
    }

    Plan.Planned planned(NicRequest... nics) {
        Plan plan = plan(nics);
        assertThat(plan).as("plan").isInstanceOf(Plan.Planned.class);
        return (Plan.Planned) plan;
    }

    Problem refused(NicRequest... nics) {
        Plan plan = plan(nics);
        assertThat(plan).as("plan").isInstanceOf(Plan.Refused.class);
        return ((Plan.Refused) plan).problem();
    }

    /** Plans and commits. */
    List<Nic> build(NicRequest... nics) {
        Plan.Planned plan = planned(nics);
        commit(plan);
        return plan.nics();
    }

    void release(List<Nic> nics) {
        commit(index.release(nics, work()));
    }

    void pass(int seconds) {
        tree.pass(Duration.ofSeconds(seconds));
    }

    static NicRequest on(String network, String... ips) {
        return new NicRequest(network, Optional.empty(), List.of(ips), Optional.empty(), Optional.empty(), List.of());
    }

    static NicRequest withMac(String network, String mac) {
        return new NicRequest(network, Optional.empty(), List.of(), Optional.of(mac), Optional.empty(), List.of());
    }

    static String ip(List<Nic> nics) {
        return nics.get(0).addresses().get(0).ip();
    }
}
