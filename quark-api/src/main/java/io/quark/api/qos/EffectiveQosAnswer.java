package io.quark.api.qos;

import com.fasterxml.jackson.annotation.JsonValue;
import io.quark.api.bind.Field;
import io.quark.api.view.Cluster;
import io.quark.common.model.QosPolicy;
import java.util.Locale;
import java.util.Optional;

/** The policy that a port is under: its own, else its network's, else none. */
public record EffectiveQosAnswer(
        @Field(says = "Id of the policy; null: none.") Optional<String> policy,

        @Field(required = true, says = "Whose policy it is: port, network, or none.")
        Source source,

        @Field(says = "Revision of the policy that is asked for; its status tells which one is in force where.")
        Optional<Integer> revision) {

    /** Whose policy it is. */
    public enum Source {
        PORT,
        NETWORK,
        NONE;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The policy of a port.
     *
     * @param own of the port itself
     * @param network id of its network
     */
    public static EffectiveQosAnswer of(Cluster cluster, Optional<String> own, String network) {
        Optional<String> inherited =
                cluster.networks().byId(network).flatMap(entry -> entry.value().qosPolicy());
        Optional<String> policy = own.or(() -> inherited);
        Source source = policy.isEmpty() ? Source.NONE : own.isPresent() ? Source.PORT : Source.NETWORK;
        return new EffectiveQosAnswer(
                policy,
                source,
                policy.flatMap(id -> cluster.qos().policies().byId(id))
                        .map(entry -> entry.value())
                        .map(QosPolicy::revision));
    }
}
