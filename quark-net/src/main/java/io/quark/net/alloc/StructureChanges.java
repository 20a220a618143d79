package io.quark.net.alloc;

import io.quark.common.model.NetRequest.AddRoute;
import io.quark.common.model.NetRequest.CreateIpPolicy;
import io.quark.common.model.NetRequest.CreateMacRange;
import io.quark.common.model.NetRequest.CreateQosPolicy;
import io.quark.common.model.NetRequest.CreateSecurityGroup;
import io.quark.common.model.NetRequest.CreateSegmentPool;
import io.quark.common.model.NetRequest.CreateSubnet;
import io.quark.common.model.NetRequest.DeleteIpPolicy;
import io.quark.common.model.NetRequest.DeleteMacRange;
import io.quark.common.model.NetRequest.DeleteQosPolicy;
import io.quark.common.model.NetRequest.DeleteSecurityGroup;
import io.quark.common.model.NetRequest.DeleteSegmentPool;
import io.quark.common.model.NetRequest.DeleteSubnet;
import io.quark.common.model.NetRequest.RemoveRoute;
import io.quark.common.model.NetRequest.SetQuota;
import io.quark.common.model.NetRequest.SyncQosPolicyRules;
import io.quark.common.model.NetRequest.UpdateIpPolicy;
import io.quark.common.model.NetRequest.UpdateMacRange;
import io.quark.common.model.NetRequest.UpdateNetwork;
import io.quark.common.model.NetRequest.UpdateQosPolicy;
import io.quark.common.model.NetRequest.UpdateSecurityGroup;
import io.quark.common.model.NetRequest.UpdateSegmentPool;
import io.quark.common.model.NetRequest.UpdateSubnet;
import io.quark.common.model.WorkRequest;
import io.quark.common.model.WorkRequest.CreateNetwork;
import io.quark.common.model.WorkRequest.DeleteNetwork;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** Changes of networks, subnets, routes, IP and QoS policies, security groups, MAC ranges, segment pools and quotas: leads each to where it is decided. */
final class StructureChanges {

    private final Map<Class<?>, BiFunction<NetWork, WorkRequest, NetStep>> deciders = new HashMap<>();

    StructureChanges(NetState state) {
        NetworkLife life = new NetworkLife(state);
        on(CreateNetwork.class, (work, asked) -> life.create(asked, work.workUnit(), work.now(), work.stripe()));
        on(DeleteNetwork.class, (work, asked) -> life.remove(work));
        on(UpdateNetwork.class, new NetworkUpdate(state)::update);
        on(CreateSubnet.class, new SubnetLife(state)::create);
        on(DeleteSubnet.class, new SubnetLife(state)::delete);
        on(UpdateSubnet.class, new SubnetUpdate(state)::update);
        on(AddRoute.class, new RouteChanges(state)::add);
        on(RemoveRoute.class, new RouteChanges(state)::remove);
        on(CreateIpPolicy.class, new PolicyLife(state)::create);
        on(DeleteIpPolicy.class, (work, asked) -> new PolicyLife(state).delete(work));
        on(UpdateIpPolicy.class, new PolicyUpdate(state)::update);
        on(CreateQosPolicy.class, new QosLife(state)::create);
        on(DeleteQosPolicy.class, (work, asked) -> new QosLife(state).delete(work));
        on(UpdateQosPolicy.class, new QosUpdate(state)::update);
        on(SyncQosPolicyRules.class, new QosUpdate(state)::sync);
        on(CreateSecurityGroup.class, new GroupLife(state)::create);
        on(UpdateSecurityGroup.class, new GroupLife(state)::update);
        on(DeleteSecurityGroup.class, (work, asked) -> new GroupLife(state).delete(work));
        on(CreateMacRange.class, new MacRangeChanges(state)::create);
        on(UpdateMacRange.class, new MacRangeChanges(state)::update);
        on(DeleteMacRange.class, (work, asked) -> new MacRangeChanges(state).delete(work));
        on(CreateSegmentPool.class, new SegmentPoolLife(state)::create);
        on(DeleteSegmentPool.class, (work, asked) -> new SegmentPoolLife(state).delete(work));
        on(UpdateSegmentPool.class, new SegmentPoolUpdate(state)::update);
        on(SetQuota.class, new QuotaChanges(state)::set);
    }

    private <R extends WorkRequest> void on(Class<R> kind, BiFunction<NetWork, R, NetStep> decider) {
        deciders.put(kind, (work, request) -> decider.apply(work, kind.cast(request)));
    }

    /** Empty where the request is of another kind. */
    Optional<NetStep> next(NetWork work) {
        return Optional.ofNullable(deciders.get(work.request().getClass()))
                .map(decider -> decider.apply(work, work.request()));
    }
}
