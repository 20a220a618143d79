package io.quark.orc.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.id.Ids;
import io.quark.common.model.Boot;
import io.quark.common.model.Claim;
import io.quark.common.model.ComputeSelf;
import io.quark.common.model.Finding;
import io.quark.common.model.Instance;
import io.quark.common.model.InstanceSpec;
import io.quark.common.model.Managed;
import io.quark.common.model.Network;
import io.quark.common.model.Nic;
import io.quark.common.model.Port;
import io.quark.common.model.Resources;
import io.quark.common.model.Segment;
import io.quark.common.testing.FakeTree;
import io.quark.common.testing.FakeTreeSession;
import io.quark.common.tree.LiveTreeView;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeLayout;
import io.quark.orc.loop.Orc;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each test breaks one thing of a sound tree. */
class TreeAuditTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final String MACHINE = Ids.derived("machine");
    private static final String PORT = Ids.derived("port");
    private static final String NETWORK = Ids.derived("network");
    private static final String SUBNET = Ids.derived("subnet");
    private static final String MAC = "52:54:00:00:00:01";
    private static final String IP = "10.0.0.5";
    private static final Resources CONSUMES = new Resources(512, 1, 1024, 0);

    private final FakeTree tree = new FakeTree();
    private final Paths paths = tree.layOut("/quark");
    private final FakeTreeSession session = tree.session();
    private final LiveTreeView view = LiveTreeView.open("audit", session, Orc.roots(paths), Orc.followed(paths));

    private final String ipClaim = paths.address(NETWORK, SUBNET, "0", IP);
    private final String macClaim = paths.macs(TreeLayout.DEFAULT_MAC_RANGE) + "/00/" + MAC;

    @BeforeEach
    void aSoundTree() {
        tree.commit(
                Op.createEmpty(paths.compute("c1")),
                Op.create(paths.self("c1"), self()),
                Op.createEmpty(paths.nextTasks("c1")),
                Op.createEmpty(paths.activeTasks("c1")),
                Op.createEmpty(paths.managing("c1")),
                Op.create(paths.managed("c1", MACHINE), managed(CONSUMES)),
                Op.create(paths.instance(MACHINE), instance("c1")),
                Op.create(paths.network(NETWORK), network()),
                Op.createEmpty(paths.ports(NETWORK)),
                Op.createEmpty(Paths.parent(paths.port(NETWORK, PORT)).orElseThrow()),
                Op.create(paths.port(NETWORK, PORT), port(PORT, MAC)),
                Op.createEmpty(paths.subnets(NETWORK)),
                Op.createEmpty(paths.subnet(NETWORK, SUBNET)),
                Op.createEmpty(paths.addresses(NETWORK, SUBNET)),
                Op.createEmpty(paths.addressBucket(NETWORK, SUBNET, "0")),
                Op.create(ipClaim, Claim.allocated(PORT, "")),
                Op.createEmpty(paths.macs(TreeLayout.DEFAULT_MAC_RANGE) + "/00"),
                Op.create(macClaim, Claim.allocated(PORT, "")));
    }

    @AfterEach
    void close() {
        view.close();
        session.close();
    }

    @Test
    void inASoundTreeNothingIsFound() {
        assertThat(found()).isEmpty();
    }

    @Test
    void aMachineOnTwoHostsIsFound() {
        tree.commit(
                Op.createEmpty(paths.compute("c2")),
                Op.createEmpty(paths.managing("c2")),
                Op.create(paths.managed("c2", MACHINE), managed(CONSUMES)));
        assertThat(found()).extracting(Finding::invariant).contains("I2");
    }

    @Test
    void aMachineOnAnotherHostThanRecordedIsFound() {
        tree.commit(Op.set(paths.instance(MACHINE), instance("c9"), 0));
        assertThat(found()).extracting(Finding::invariant).containsExactly("I2");
    }

    @Test
    void twoPortsWithOneMacAreFound() {
        String other = Ids.derived("port", "2");
        tree.commit(Op.createEmpty(Paths.parent(paths.port(NETWORK, other)).orElseThrow()));
        tree.commit(Op.create(paths.port(NETWORK, other), bare(port(other, MAC))));
        assertThat(found())
                .anySatisfy(finding -> assertThat(finding.detail()).contains("the MAC " + MAC + ", and so has port"));
    }

    @Test
    void twoPortsWithOneAddressAreFound() {
        String other = Ids.derived("port", "2");
        tree.commit(Op.createEmpty(Paths.parent(paths.port(NETWORK, other)).orElseThrow()));
        tree.commit(Op.create(paths.port(NETWORK, other), port(other, "52:54:00:00:00:02")));
        assertThat(found()).extracting(Finding::invariant).contains("I3", "I4");
    }

    @Test
    void anAddressWithoutItsClaimIsFound() {
        tree.commit(Op.delete(ipClaim, 0));
        assertThat(found()).singleElement().satisfies(finding -> {
            assertThat(finding.invariant()).isEqualTo("I4");
            assertThat(finding.subject()).isEqualTo(paths.port(NETWORK, PORT));
            assertThat(finding.detail()).contains(IP);
        });
    }

    @Test
    void aMacWithoutItsClaimIsFound() {
        tree.commit(Op.delete(macClaim, 0));
        assertThat(found()).extracting(Finding::invariant).containsExactly("I4");
    }

    @Test
    void claimsOfAPortThatIsGoneAreFound() {
        tree.commit(
                Op.set(
                        paths.instance(MACHINE),
                        instance("c1").change().nics(List.of()).build(),
                        0),
                Op.delete(paths.port(NETWORK, PORT), 0));
        assertThat(found()).extracting(Finding::subject).containsExactlyInAnyOrder(ipClaim, macClaim);
    }

    @Test
    void aClaimThatCoolsBelongsToNobodyAndIsInOrder() {
        tree.commit(
                Op.set(
                        paths.instance(MACHINE),
                        instance("c1").change().nics(List.of()).build(),
                        0),
                Op.delete(paths.port(NETWORK, PORT), 0),
                Op.set(ipClaim, Claim.cooling(""), 0),
                Op.set(macClaim, Claim.cooling(""), 0));
        assertThat(found()).isEmpty();
    }

    @Test
    void aHostThatIsPromisedTooMuchIsFound() {
        tree.commit(Op.set(paths.managed("c1", MACHINE), managed(new Resources(5_000, 1, 0, 0)), 0));
        assertThat(found()).extracting(Finding::invariant).containsExactly("I6");
    }

    @Test
    void anActiveInstanceThatNoHostHasIsFound() {
        tree.commit(Op.delete(paths.managed("c1", MACHINE), 0));
        assertThat(found())
                .singleElement()
                .satisfies(finding -> assertThat(finding.invariant()).isEqualTo("I9"));
    }

    @Test
    void anInstanceHeldByAWorkUnitThatIsGoneIsFound() {
        tree.commit(Op.set(
                paths.instance(MACHINE),
                instance("c1")
                        .change()
                        .workUnit(Optional.of(Ids.derived("gone")))
                        .build(),
                0));
        assertThat(found())
                .singleElement()
                .satisfies(finding -> assertThat(finding.detail()).contains("not open"));
    }

    @Test
    void aRecordThatCannotBeReadIsFound() {
        tree.commit(Op.set(paths.network(NETWORK), new byte[] {'?'}, 0));
        assertThat(found()).extracting(Finding::subject).contains(paths.network(NETWORK));
    }

    @Test
    void onlyWhatStandsInBothLooksIsBelieved() {
        Finding passing = new Finding("I4", "/a", "b");
        Finding standing = new Finding("I4", "/c", "d");
        assertThat(TreeAudit.standing(List.of(passing, standing), List.of(standing, standing)))
                .containsExactly(standing);
    }

    private List<Finding> found() {
        view.caughtUp().join();
        return TreeAudit.of(view, paths);
    }

    private static ComputeSelf self() {
        return new ComputeSelf(
                "c1",
                4_096,
                4,
                100_000,
                ComputeSelf.NetworkFacts.of(1_000_000),
                Map.of(),
                Optional.empty(),
                new ComputeSelf.HypervisorFacts("sim", "sim:///", "x86_64"),
                ComputeSelf.READY,
                Map.of(),
                new ComputeSelf.Ratios(1, 1, 1),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Managed managed(Resources consumes) {
        return Managed.running("sim", "web-1", NOW, consumes, Ids.derived("task"));
    }

    private static Instance instance(String host) {
        InstanceSpec spec = InstanceSpec.plain(
                "web-1",
                512,
                1,
                1024,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                List.of(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        Nic nic = new Nic(
                PORT,
                new Nic.NicNetwork(NETWORK, "web", "bridge", Segment.FLAT, 1500),
                MAC,
                List.of(),
                Optional.empty(),
                List.of());
        Boot boot = new Boot(Optional.empty(), List.of(), Optional.empty());
        return Instance.building(MACHINE, "default", spec, boot, host, List.of(nic), "", NOW, 0)
                .change()
                .workUnit(Optional.empty())
                .status(Instance.Status.ACTIVE)
                .build();
    }

    private static Network network() {
        return new Network(
                NETWORK,
                "web",
                "default",
                "bridge",
                Segment.FLAT,
                1500,
                Network.Family.ANY,
                false,
                Optional.empty(),
                List.of(),
                Network.State.ACTIVE,
                NOW,
                "");
    }

    private static Port port(String id, String mac) {
        return new Port(
                id,
                NETWORK,
                "p",
                "default",
                mac,
                Optional.of("default"),
                List.of(Port.PortAddress.of(IP, SUBNET)),
                Optional.of(Port.Device.instance(MACHINE)),
                Optional.empty(),
                List.of(),
                List.of(),
                false,
                Optional.empty(),
                Optional.empty(),
                NOW,
                "");
    }

    private static Port bare(Port port) {
        return port.withAddresses(List.of(), "").withDevice(Optional.empty(), "");
    }
}
