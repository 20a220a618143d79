package io.quark.net.alloc;

import static org.assertj.core.api.Assertions.assertThat;

import io.quark.common.model.Network;
import io.quark.common.model.Port;
import io.quark.common.model.Subnet;
import io.quark.net.alloc.NetTree.Held;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What happened to each address and MAC, kept as plainly as possible beside the tree: who had it, and when it was given back. Fails if it
 * passes to another owner without a rest (I3), before its quarantine is over (I5), or out of nobody's hands (I4).
 */
final class Ledger {

    /** A claim, and how long what it is on must rest. */
    private record Entry(Held held, int reuseAfterS, String network) {
        Set<String> ports() {
            return Set.copyOf(held.claim().ports());
        }

        boolean used() {
            return !held.cooling();
        }
    }

    private final Map<String, Instant> released = new HashMap<>();
    private Map<String, Entry> before = new TreeMap<>();
    private NetTree last;

    Ledger(PaperTree tree) {
        last = tree.net();
    }

    /**
     * A transaction was committed.
     *
     * @param freed what the user gives back before its time
     */
    void committed(NetTree now, Instant at, Optional<String> freed) {
        Map<String, Entry> after = entries(now);
        Set<String> keys = new HashSet<>(before.keySet());
        keys.addAll(after.keySet());
        for (String key : keys) {
            passed(
                    key,
                    Optional.ofNullable(before.get(key)),
                    Optional.ofNullable(after.get(key)),
                    now,
                    at,
                    freed.filter(key::endsWith).isPresent());
        }
        before = after;
        last = now;
    }

    private static Map<String, Entry> entries(NetTree tree) {
        Map<String, Entry> entries = new TreeMap<>();
        for (Held held : tree.addresses) {
            Subnet subnet = Objects.requireNonNull(tree.subnets.get(held.place()));
            entries.put(subnet.id() + " " + held.value(), new Entry(held, subnet.reuseAfterS(), subnet.network()));
        }
        for (Held held : tree.macs) {
            int reuse = Objects.requireNonNull(tree.ranges.get(held.place())).reuseAfterS();
            entries.put(held.value(), new Entry(held, reuse, ""));
        }
        return entries;
    }

    private void passed(String key, Optional<Entry> was, Optional<Entry> is, NetTree now, Instant at, boolean freed) {
        boolean used = was.filter(Entry::used).isPresent();
        boolean uses = is.filter(Entry::used).isPresent();
        if (used && uses) {
            boolean kept =
                    was.get().held().claim().kept() || is.get().held().claim().kept();
            boolean common = was.get().ports().stream().anyMatch(is.get().ports()::contains);
            assertThat(kept || common)
                    .as("%s passed to another owner without a rest", key)
                    .isTrue();
        } else if (used && is.isPresent()) {
            released.put(key, at);
        } else if (used) {
            assertThat(wasUnseen(was.get()) || isGoing(was.get(), now))
                    .as("%s was freed without a rest: %s", key, was.get())
                    .isTrue();
        } else if (uses) {
            Optional<Instant> rested = Optional.ofNullable(released.remove(key))
                    .map(since -> since.plusSeconds(is.get().reuseAfterS()));
            assertThat(rested.filter(until -> until.isAfter(at)))
                    .as("%s is handed out at %s before its time", key, at)
                    .isEmpty();
        } else if (was.isPresent() && is.isEmpty() && freed) {
            released.remove(key);
        }
    }

    /** It was of a batch that nobody saw yet. */
    private boolean wasUnseen(Entry entry) {
        return entry.held().claim().ports().stream()
                .allMatch(id -> Optional.ofNullable(last.ports.get(id))
                        .flatMap(Port::batch)
                        .filter(last.pending::contains)
                        .isPresent());
    }

    private static boolean isGoing(Entry entry, NetTree now) {
        return Optional.ofNullable(now.networks.get(entry.network()))
                .filter(network -> network.state() == Network.State.ACTIVE)
                .isEmpty();
    }
}
