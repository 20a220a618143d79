package io.quark.net.qos;

import io.quark.common.id.Ids;
import io.quark.common.model.QosPolicy;
import io.quark.common.model.QosRule;
import java.time.Instant;
import java.util.List;

/** Policies for tests. */
final class Policies {

    private Policies() {}

    static QosPolicy of(List<QosRule> rules) {
        return named("gold", rules);
    }

    static QosPolicy named(String name, List<QosRule> rules) {
        return new QosPolicy(
                Ids.fresh(), name, "p", "", false, rules, 1, QosPolicy.State.ACTIVE, Instant.EPOCH, Ids.fresh());
    }
}
