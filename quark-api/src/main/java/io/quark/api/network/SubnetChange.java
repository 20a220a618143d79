package io.quark.api.network;

import io.quark.api.http.Request;
import io.quark.common.model.NetRequest;
import io.quark.common.model.NetRequest.UpdateSubnet;
import io.quark.common.model.Subnet;
import io.quark.net.model.SubnetRequest;
import java.util.List;
import java.util.Optional;

/**
 * What is to change of a subnet; what is absent stays.
 *
 * @param gateway {@link NetRequest#NONE} takes it away
 * @param ipPolicy by id or name; {@link NetRequest#NONE} takes it away
 */
record SubnetChange(
        Optional<String> name,
        Optional<String> gateway,
        Optional<List<Subnet.Pool>> pools,
        Optional<List<Subnet.Route>> routes,
        Optional<List<String>> dns,
        Optional<String> domain,
        Optional<String> ipPolicy,
        Optional<Integer> reuseAfterS,
        Optional<List<String>> tags) {

    /** What a body says. */
    static SubnetChange of(SubnetPatch patch, Request request) {
        return new SubnetChange(
                patch.name(),
                orNone(patch.gateway(), "gateway", request),
                request.given("pools", SubnetBody.pools(patch.pools())),
                request.given("routes", SubnetBody.routes(patch.routes())),
                request.given("dns", patch.dns()),
                patch.domain(),
                orNone(patch.ipPolicy(), "ip_policy", request),
                patch.reuseAfterS(),
                request.given("tags", patch.tags()));
    }

    private static Optional<String> orNone(Optional<String> value, String field, Request request) {
        return value.or(() -> request.gives(field) ? Optional.of(NetRequest.NONE) : Optional.empty());
    }

    boolean isEmpty() {
        return name.isEmpty()
                && gateway.isEmpty()
                && pools.isEmpty()
                && routes.isEmpty()
                && dns.isEmpty()
                && domain.isEmpty()
                && ipPolicy.isEmpty()
                && reuseAfterS.isEmpty()
                && tags.isEmpty();
    }

    /** What a subnet is asked to be with it. */
    SubnetRequest over(Subnet subnet) {
        SubnetRequest was = SubnetDraft.request(subnet);
        return new SubnetRequest(
                name.or(was::name),
                was.cidr(),
                gateway.or(was::gateway),
                pools.orElse(was.pools()),
                routes.orElse(was.routes()),
                dns.orElse(was.dns()),
                domain.or(was::domain),
                Optional.empty(),
                reuseAfterS.or(was::reuseAfterS),
                tags.orElse(was.tags()));
    }

    /**
     * The change as it is asked of an orc, in the canonical form that the judged subnet has.
     *
     * @param policy id of the new policy, where there is one
     */
    UpdateSubnet asked(Subnet judged, Optional<String> policy, Optional<Integer> ifVersion) {
        return new UpdateSubnet(
                judged.network(),
                name,
                gateway.map(text -> judged.gateway().orElse(NetRequest.NONE)),
                pools.map(list -> judged.pools()),
                routes.map(list -> judged.routes()),
                dns.map(list -> judged.dns()),
                domain,
                ipPolicy.map(text -> policy.orElse(NetRequest.NONE)),
                reuseAfterS,
                tags,
                ifVersion);
    }
}
