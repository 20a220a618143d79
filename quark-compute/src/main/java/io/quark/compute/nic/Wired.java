package io.quark.compute.nic;

import io.quark.common.model.Nic;
import java.util.List;
import java.util.Optional;

/**
 * What is known of the interfaces of one instance on its host.
 *
 * @param nics as they are, or (while they change) are to be
 * @param change under way
 */
public record Wired(List<Nic> nics, Optional<Change> change) {

    public Wired {
        nics = nics == null ? List.of() : List.copyOf(nics);
    }

    /**
     * A change that is not settled: it is carried through, or taken back.
     *
     * @param task that asked for it
     * @param before the interfaces as they were
     */
    public record Change(String task, List<Nic> before) {
        public Change {
            before = before == null ? List.of() : List.copyOf(before);
        }
    }

    /** Nothing of them is changing. */
    public static Wired of(List<Nic> nics) {
        return new Wired(nics, Optional.empty());
    }

    /** The same, about to become these; asked again by the same task it still knows what was before. */
    Wired changing(String task, List<Nic> wanted) {
        List<Nic> before = change.filter(now -> now.task().equals(task))
                .map(Change::before)
                .orElseGet(this::standing);
        return new Wired(wanted, Optional.of(new Change(task, before)));
    }

    /** Without that port's interface. */
    Wired without(String port) {
        return new Wired(without(nics, port), change.map(now -> new Change(now.task(), without(now.before(), port))));
    }

    private static List<Nic> without(List<Nic> nics, String port) {
        return nics.stream().filter(nic -> !nic.port().equals(port)).toList();
    }

    /** The change is carried through. */
    Wired settled() {
        return of(nics);
    }

    /** The interfaces as they stood when nothing was changing: nobody counts on what a change brings before it is settled. */
    List<Nic> standing() {
        return change.map(Change::before).orElse(nics);
    }
}
