package io.quark.api.qos;

import io.quark.api.bind.Field;
import io.quark.common.model.QosPolicy;
import java.time.Instant;
import java.util.List;

/** A policy as clients see it. */
public record QosPolicyAnswer(
        @Field(required = true, says = "Its id.") String id,

        @Field(required = true, says = "Its name, unique in the project.")
        String name,

        @Field(required = true, says = "The project that it belongs to.")
        String project,

        @Field(required = true, says = "What it is for.") String description,

        @Field(required = true, says = "Whether other projects may use it.")
        boolean shared,

        @Field(required = true, says = "Its rules; at most one of each type and direction.")
        List<QosRuleAnswer> rules,

        @Field(required = true, says = "Counts the changes of its rules, from 1.")
        int revision,

        @Field(required = true, says = "active; deleting: it goes when no host carries it any more.")
        QosPolicy.State state,

        @Field(required = true, says = "How many networks and ports it is bound to; see its bindings.")
        int bindingCount,

        @Field(required = true, says = "When it was made.") Instant createdAt) {

    static QosPolicyAnswer of(QosPolicy policy, int bindings) {
        return new QosPolicyAnswer(
                policy.id(),
                policy.name(),
                policy.project(),
                policy.description(),
                policy.shared(),
                policy.rules().stream().map(QosRuleAnswer::of).toList(),
                policy.revision(),
                policy.state(),
                bindings,
                policy.createdAt());
    }
}
