package io.quark.api.action;

import io.quark.api.bind.Faults;
import io.quark.api.bind.Field;
import io.quark.api.http.ProblemType;
import io.quark.api.instance.InstanceBody.NicBody;
import io.quark.api.instance.NicDraft;
import io.quark.api.network.AddressBook;
import io.quark.api.security.SecurityBody;
import io.quark.api.view.Cluster;
import io.quark.common.id.Ids;
import io.quark.common.model.Instance;
import io.quark.common.model.InstanceSpec.NicRequest;
import io.quark.common.model.MachineRequest.AttachPort;
import io.quark.common.model.MachineRequest.DetachPort;
import io.quark.common.model.Port;
import io.quark.net.model.NicRules;
import java.util.List;
import java.util.Optional;

/** Giving machines network interfaces and taking them away. */
final class PortActions {

    /** As many as a machine can be made with. */
    private static final int MOST = 8;

    private final Cluster cluster;
    private final AddressBook book;
    private final NicDraft nics;

    PortActions(Cluster cluster, AddressBook book) {
        this.cluster = cluster;
        this.book = book;
        this.nics = new NicDraft(cluster);
    }

    record AttachPortAction(
            @Field(required = true, pattern = "attach_port", says = "attach_port: also while it runs.")
            Optional<String> action,

            @Field(maxLength = 63, says = "Network, by name or id: a new port on it; this or port.")
            Optional<String> network,

            @Field(maxLength = 63, says = "A port that is there and that nothing uses, by name or id; this or network.")
            Optional<String> port,

            @Field(maxItems = 16, maxLength = 64, says = "Addresses that it must have; automatic where none is given.")
            List<String> ips,

            @Field(maxLength = 17, says = "MAC that it must have; automatic where none is given.")
            Optional<String> mac,

            @Field(maxLength = 63, says = "Its own QoS policy, by id or name; its network's unless given.")
            Optional<String> qosPolicy,

            @Field(says = "What may reach it, and what it may reach; everything unless given.")
            Optional<SecurityBody> security) {

        NicBody nic() {
            return new NicBody(network, port, ips, mac, qosPolicy, security);
        }
    }

    record DetachPortAction(
            @Field(required = true, pattern = "detach_port", says = "detach_port: also while it runs.")
            Optional<String> action,

            @Field(required = true, maxLength = 63, says = "A port of the machine, by name or id.")
            Optional<String> port) {}

    List<Action<?>> all() {
        return List.of(
                Action.of("attach_port", AttachPortAction.class, PortActions::check, this::attach),
                Action.of(
                        "detach_port",
                        DetachPortAction.class,
                        (body, asked) -> detach(body.port().orElseThrow(), asked)));
    }

    private static void check(AttachPortAction body, Faults faults) {
        NicDraft.check(body.nic(), "", faults);
        NicRules.canonical(List.of(NicDraft.asked(body.nic()))).faults().forEach(fault -> {
            String pointer = fault.pointer().replaceFirst("^/0", "");
            if (!faults.touch(pointer)) {
                faults.add(pointer, fault.detail());
            }
        });
    }

    private AttachPort attach(AttachPortAction body, Asked asked) {
        Instance instance = asked.instance();
        Optional<NicRequest> nic =
                nics.resolve(body.nic(), asked.project(), "", asked.request().faults());
        asked.refuseFaults();
        asked.refuse(
                instance.nics().size() >= MOST,
                "the instance " + instance.name() + " has " + MOST + " network interfaces, the most it can",
                "Detach one first.");
        List<NicRequest> canonical =
                NicRules.canonical(List.of(nic.orElseThrow())).good().orElseThrow();
        nics.refuseUsed(canonical);
        book.refuseImpossible(asked.project(), instance.id(), instance.name(), canonical);
        return new AttachPort(canonical.get(0));
    }

    private DetachPort detach(String name, Asked asked) {
        Instance instance = asked.instance();
        String id = Ids.isId(Ids.canonical(name))
                ? Ids.canonical(name)
                : named(name, asked).id();
        boolean isThere = instance.nics().stream().anyMatch(nic -> nic.port().equals(id));
        if (!isThere && !asked.standing().pending()) {
            throw ProblemType.NOT_FOUND.of(
                    "the instance " + instance.name() + " has no port " + name,
                    "nics of GET /v1/instances/" + instance.id() + " names its ports.");
        }
        return new DetachPort(id);
    }

    private Port named(String name, Asked asked) {
        return cluster.findPort().addressed(asked.project(), name).value();
    }
}
