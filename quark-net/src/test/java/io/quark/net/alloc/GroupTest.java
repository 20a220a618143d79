package io.quark.net.alloc;

import static io.quark.net.alloc.NetWorld.on;
import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.id.Ids;
import io.quark.common.model.Direction;
import io.quark.common.model.InstanceSpec.NicRequest;
import io.quark.common.model.NetRequest;
import io.quark.common.model.NetRequest.AddressSpec;
import io.quark.common.model.NetRequest.UpdatePort;
import io.quark.common.model.NetRequest.UpdateSecurityGroup;
import io.quark.common.model.Nic;
import io.quark.common.model.Problem;
import io.quark.common.model.SecurityGroup;
import io.quark.common.model.SecurityGroup.Member;
import io.quark.common.model.SecurityGroup.Rule;
import io.quark.common.tree.Commit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Security groups: how they come, change and go, and who is in them. */
class GroupTest {

    private final NetWorld world = new NetWorld();
    private final NetDrive drive = new NetDrive(world);
    private final String network = world.make("10.20.0.0/24");

    private static Rule from(Optional<String> group) {
        return new Rule(
                Ids.fresh(), Direction.INGRESS, "tcp", Optional.of(80), Optional.of(80), Optional.empty(), group);
    }

    private SecurityGroup of(Rule... rules) {
        return new SecurityGroup(
                Ids.fresh(),
                "group-" + Ids.fresh().substring(24),
                NetWorld.PROJECT,
                "",
                List.of(rules),
                1,
                world.tree.now(),
                "");
    }

    private static NetDrive.Unit create(NetDrive drive, SecurityGroup group) {
        return drive.unit(group.id(), new NetRequest.CreateSecurityGroup(group));
    }

    private String group(Rule... rules) {
        SecurityGroup group = of(rules);
        create(drive, group).succeeds();
        return group.id();
    }

    private NetDrive.Unit rules(String group, Rule... rules) {
        return drive.unit(
                group,
                new UpdateSecurityGroup(
                        Optional.empty(), Optional.empty(), Optional.of(List.of(rules)), Optional.empty()));
    }

    private NetDrive.Unit delete(String group) {
        return drive.unit(group, new NetRequest.DeleteSecurityGroup());
    }

    private UpdatePort groups(String... groups) {
        return new UpdatePort(
                network,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.of(List.of(groups)),
                Optional.empty());
    }

    private NicRequest in(String... groups) {
        return new NicRequest(
                network, Optional.empty(), List.of(), Optional.empty(), Optional.empty(), List.of(groups));
    }

    private Map<String, Member> members() {
        return new NetTree(world.tree).members;
    }

    private SecurityGroup record(String id) {
        return world.tree.node(world.tree.paths.securityGroup(id)).orElseThrow().as(SecurityGroup.class);
    }

    @Test
    void aPortIsAMemberFromItsBeginningToItsEnd() {
        String group = group(from(Optional.empty()));
        List<Nic> nics = world.build(in(group));
        assertThat(nics.get(0).securityGroups()).containsExactly(group);
        assertThat(members())
                .isEqualTo(Map.of(group + " " + nics.get(0).port(), new Member(network, List.of(NetWorld.ip(nics)))));
        world.release(nics);
        assertThat(members()).isEmpty();
    }

    @Test
    void aMemberSaysExactlyItsAddresses() {
        String group = group();
        Nic nic = world.build(in(group)).get(0);
        AddressSpec more = new AddressSpec(Optional.of("10.20.0.99"), Optional.empty());
        NetRun.done(world, nic.port(), new NetRequest.AddAddress(network, more));
        assertThat(members().values())
                .singleElement()
                .satisfies(member -> assertThat(member.addresses()).contains("10.20.0.99"));
        NetRun remove = NetRun.of(world, nic.port(), new NetRequest.RemoveAddress(network, "10.20.0.99"))
                .tell();
        assertThat(members().values())
                .as("it is the port's until its host has dropped it")
                .singleElement()
                .satisfies(member -> assertThat(member.addresses()).contains("10.20.0.99"));
        remove.finish();
        assertThat(members().values())
                .singleElement()
                .satisfies(member -> assertThat(member.addresses()).doesNotContain("10.20.0.99"));
    }

    @Test
    void aPortChangesItsGroupsAndItsHostIsTold() {
        String one = group();
        String other = group();
        Nic nic = world.build(in(one)).get(0);
        NetRun update = NetRun.of(world, nic.port(), groups(other)).tell();
        assertThat(update.told).extracting(told -> told.nic().securityGroups()).containsExactly(List.of(other));
        assertThat(update.jobs).isEmpty();
        update.finish();
        assertThat(members()).containsOnlyKeys(other + " " + nic.port());
    }

    @Test
    void whatTheHostCouldNotDoStaysAsAskedForAndFails() {
        String group = group();
        Nic nic = world.build(on(network)).get(0);
        Problem problem = NetRun.refused(world, nic.port(), groups(group));
        assertThat(problem.type()).isEqualTo("host-failed");
        assertThat(members()).containsOnlyKeys(group + " " + nic.port());
    }

    @Test
    void aPortIsOnlyInGroupsOfItsProjectAndInFew() {
        SecurityGroup theirs = new SecurityGroup(Ids.fresh(), "g", "p2", "", List.of(), 1, world.tree.now(), "");
        create(drive, theirs).succeeds();
        assertThat(world.refused(in(theirs.id())).type()).isEqualTo("security-group-not-found");
        String group = group();
        assertThat(world.refused(in(group, group)).type()).isEqualTo("security-group-twice");
        String[] many = {group(), group(), group(), group(), group(), group()};
        assertThat(world.refused(in(many)).type()).isEqualTo("too-many-security-groups");
    }

    @Test
    void aGroupWithMembersStays() {
        String group = group();
        Nic nic = world.build(in(group)).get(0);
        assertThat(delete(group).fails())
                .returns("security-group-in-use", Problem::type)
                .matches(problem -> problem.detail().contains(nic.port()));
        world.release(List.of(nic));
        String name = record(group).name();
        delete(group).succeeds();
        assertThat(world.tree.below(world.tree.paths.securityGroups())).isEmpty();
        SecurityGroup again =
                new SecurityGroup(Ids.fresh(), name, NetWorld.PROJECT, "", List.of(), 1, world.tree.now(), "");
        create(drive, again).succeeds();
    }

    @Test
    void aGroupThatGetsAMemberMeanwhileStays() {
        String group = group();
        NetWorld other = new NetWorld(world.tree);
        NetDrive.Unit delete = delete(group);
        NetStep.Act act = delete.act();
        other.build(in(group));
        assertThat(delete.commit(act)).isInstanceOf(Commit.Refused.class);
    }

    @Test
    void aGroupThatOthersRulesNameStays() {
        String group = group();
        String other = group(from(Optional.of(group)));
        assertThat(delete(group).fails().detail()).contains(record(other).name());
        rules(other).succeeds();
        delete(group).succeeds();
        assertThat(create(drive, of(from(Optional.of(group)))).fails().type()).isEqualTo("security-group-not-found");
    }

    @Test
    void aGroupThatIsNamedMeanwhileStays() {
        String group = group();
        NetDrive other = new NetDrive(new NetWorld(world.tree));
        NetDrive.Unit delete = delete(group);
        NetStep.Act act = delete.act();
        create(other, of(from(Optional.of(group)))).succeeds();
        assertThat(delete.commit(act)).isInstanceOf(Commit.Refused.class);
        world.view.catchUp();
        assertThat(delete.fails().type()).isEqualTo("security-group-in-use");
    }

    @Test
    void aGroupMayNameItselfAndGo() {
        SecurityGroup plain = of();
        SecurityGroup self = new SecurityGroup(
                plain.id(),
                plain.name(),
                plain.project(),
                "",
                List.of(from(Optional.of(plain.id()))),
                1,
                plain.createdAt(),
                "");
        create(drive, self).succeeds();
        delete(self.id()).succeeds();
    }

    @Test
    void otherRulesAreAnotherRevision() {
        Rule rule = from(Optional.empty());
        String group = group(rule);
        rules(group, rule).succeeds();
        assertThat(record(group).revision()).isEqualTo(1);
        rules(group).succeeds();
        assertThat(record(group).revision()).isEqualTo(2);
        int version = world.tree
                .node(world.tree.paths.securityGroup(group))
                .orElseThrow()
                .version();
        UpdateSecurityGroup late = new UpdateSecurityGroup(
                Optional.of("late"), Optional.empty(), Optional.empty(), Optional.of(version - 1));
        assertThat(drive.unit(group, late).fails().status()).isEqualTo(412);
    }
}
