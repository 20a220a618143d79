package io.quark.net.alloc;

import io.quark.net.model.Checked;
import io.quark.net.model.Mac;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Which MAC an interface gets. */
final class MacChoice {

    private final NetState state;
    private final Instant now;
    private final Stripe stripe;

    MacChoice(NetState state, Instant now, Stripe stripe) {
        this.state = state;
        this.now = now;
        this.stripe = stripe;
    }

    /**
     * A MAC to be had.
     *
     * @param range where its claim belongs
     */
    record Found(Mac mac, MacRangeState range) {}

    /** The MAC asked for. */
    Choice<Found> requested(String text) {
        Checked<Mac> checked = Mac.parse(text);
        if (checked instanceof Checked.Bad<Mac> bad) {
            return Choice.Denied.firmly(
                    Refusals.malformed("mac", bad.all().get(0).detail()));
        }
        return requested(((Checked.Good<Mac>) checked).value());
    }

    private Choice<Found> requested(Mac mac) {
        Optional<MacRangeState> range = state.macRangeOf(mac);
        if (range.isEmpty()) {
            return Choice.Denied.firmly(Refusals.macsExhausted(List.of()));
        }
        ClaimSpace<Mac> space = range.get().macs().space();
        Availability availability = space.availability(mac, now);
        if (availability instanceof Availability.Held held) {
            return new Choice.Denied<>(
                    Refusals.macInUse(mac, state.holder(held.ports())), () -> space.isUndecided(mac));
        }
        if (availability instanceof Availability.CoolingUntil cooling) {
            return Choice.Denied.firmly(Refusals.macCooling(mac, cooling.matures()));
        }
        return new Choice.Chosen<>(new Found(mac, range.get()));
    }

    /** The next MAC. */
    Choice<Found> automatic() {
        List<MacRangeState> ranges = state.macRangesInOrder();
        for (MacRangeState range : ranges) {
            Optional<Mac> mac = range.macs().space().automatic(stripe, now);
            if (mac.isPresent()) {
                return new Choice.Chosen<>(new Found(mac.get(), range));
            }
        }
        return new Choice.Denied<>(
                Refusals.macsExhausted(ranges),
                () -> ranges.stream().anyMatch(range -> range.macs().space().hasReservations()));
    }
}
