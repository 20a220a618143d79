package io.quark.api.network;

import com.fasterxml.jackson.annotation.JsonValue;
import io.quark.api.bind.Field;
import io.quark.common.model.Subnet;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A subnet as clients see it. */
public record SubnetAnswer(
        @Field(required = true, says = "Its id.") String id,

        @Field(required = true, says = "Its name, unique in the network.")
        String name,

        @Field(required = true, says = "Id of its network.") String network,

        @Field(required = true, says = "Its addresses, canonical.")
        String cidr,

        @Field(says = "Never handed out.") Optional<String> gateway,

        @Field(required = true, says = "What is handed out automatically; empty: everything that may be.")
        List<Subnet.Pool> pools,

        @Field(required = true, says = "Routes that guests get.")
        List<Subnet.Route> routes,

        @Field(required = true, says = "Name servers that guests get.")
        List<String> dns,

        @Field(says = "Domain that guests search.") Optional<String> domain,

        @Field(says = "Id of the IP policy that says what is never handed out besides.")
        Optional<String> ipPolicy,

        @Field(required = true, says = "Seconds before a released address is handed out again.")
        int reuseAfterS,

        @Field(required = true, says = "For people, and to list by.")
        List<String> tags,

        @Field(required = true, says = "active; changing: a change of it is being checked; deleting.")
        State state,

        @Field(required = true, says = "How full it is.") UsageAnswer usage,

        @Field(required = true, says = "When it was made.") Instant createdAt) {

    /** How a subnet is. */
    public enum State {
        ACTIVE,
        CHANGING,
        DELETING;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State of(Subnet subnet) {
            if (subnet.deleting().isPresent()) {
                return DELETING;
            }
            return subnet.changing().isPresent() ? CHANGING : ACTIVE;
        }
    }

    static SubnetAnswer of(Subnet subnet, UsageAnswer usage) {
        return new SubnetAnswer(
                subnet.id(),
                subnet.name(),
                subnet.network(),
                subnet.cidr(),
                subnet.gateway(),
                subnet.pools(),
                subnet.routes(),
                subnet.dns(),
                subnet.domain(),
                subnet.ipPolicy(),
                subnet.reuseAfterS(),
                subnet.tags(),
                State.of(subnet),
                usage,
                subnet.createdAt());
    }
}
