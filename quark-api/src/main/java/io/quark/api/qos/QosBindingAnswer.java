package io.quark.api.qos;

import io.quark.api.bind.Field;
import java.util.Optional;

/** What a policy is bound to, as clients see it. */
public record QosBindingAnswer(
        @Field(required = true, says = "network or port.") String type,
        @Field(required = true, says = "Its id.") String id,
        @Field(required = true, says = "Its name.") String name,

        @Field(required = true, says = "Id of the network, or of the port's.")
        String network,

        @Field(required = true, says = "The project that it belongs to.")
        String project,

        @Field(says = "Of a port whose machine is somewhere: name of the compute.")
        Optional<String> compute) {}
