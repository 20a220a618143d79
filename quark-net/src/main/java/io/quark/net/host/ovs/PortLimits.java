package io.quark.net.host.ovs;

import io.quark.common.model.Direction;
import io.quark.common.model.TrafficLimits;
import io.quark.common.model.TrafficLimits.Rate;
import java.util.Map;
import java.util.Optional;

/** The meters and marks of ports. What is as it should be is left alone: a meter that is set anew lets a burst through. Stateless. */
final class PortLimits {

    private final Ofctl ofctl;

    PortLimits(Ofctl ofctl) {
        this.ofctl = ofctl;
    }

    /** The meters first, so that flows find them; those that no flow leads to any more last. */
    TrafficLimits limit(String bridge, TrafficLimits wanted) {
        Map<Integer, Rate> meters = ofctl.meters(bridge);
        for (Direction direction : Direction.values()) {
            wanted.rate(direction).ifPresent(rate -> meter(bridge, LimitFlows.meter(direction), meters, rate));
        }
        if (!LimitFlows.read(ofctl.flows(bridge, Flow.LIMITS), ofctl.meters(bridge))
                .equals(wanted)) {
            ofctl.change(bridge, LimitFlows.of(wanted));
        }
        for (Direction direction : Direction.values()) {
            int meter = LimitFlows.meter(direction);
            if (wanted.rate(direction).isEmpty() && meters.containsKey(meter)) {
                ofctl.deleteMeter(bridge, meter);
            }
        }
        return limits(bridge);
    }

    private void meter(String bridge, int number, Map<Integer, Rate> meters, Rate rate) {
        Optional<Rate> before = Optional.ofNullable(meters.get(number));
        if (before.isEmpty()) {
            ofctl.addMeter(bridge, number, rate);
        } else if (!before.get().equals(rate)) {
            ofctl.changeMeter(bridge, number, rate);
        }
    }

    TrafficLimits limits(String bridge) {
        return LimitFlows.read(ofctl.flows(bridge, Flow.LIMITS), ofctl.meters(bridge));
    }
}
