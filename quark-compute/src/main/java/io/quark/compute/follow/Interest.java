package io.quark.compute.follow;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one compute wants to see of the tree, counted: a root is followed until it was dropped as often as it was wanted. Lives on the loop.
 */
public final class Interest implements Seen {

    /** Members come and go by thousands; who looks at all of them looks at many changes at once. */
    private static final Duration BUCKETS_SETTLE = Duration.ofMillis(100);

    private final Following following;
    private final Runnable look;
    private final Map<Root, Integer> counts = new HashMap<>();
    private boolean told;

    Interest(Following following, Runnable look) {
        this.following = following;
        this.look = look;
    }

    public void want(Root root) {
        if (counts.merge(root, 1, Integer::sum) == 1) {
            following.add(root, this);
        }
    }

    public void drop(Root root) {
        if (counts.merge(root, -1, Integer::sum) == 0) {
            counts.remove(root);
            following.remove(root, this);
        }
    }

    @Override
    public <T> Known<T> record(Root root, Class<T> type) {
        Optional<Followed> followed = following.get(root).filter(Followed::isLoaded);
        if (followed.isEmpty()) {
            return new Known.Unread<>();
        }
        Sighting sighting = followed.get().sightings().get(root.path());
        return Optional.ofNullable(sighting)
                .flatMap(it -> it.as(type))
                .<Known<T>>map(record -> new Known.Present<>(record, sighting == null ? 0 : sighting.version()))
                .orElseGet(Known.Absent::new);
    }

    @Override
    public <T> Optional<Map<String, T>> records(Root root, Class<T> type) {
        return following.get(root).filter(Followed::isLoaded).map(followed -> {
            Map<String, T> records = new HashMap<>();
            followed.sightings()
                    .forEach((path, sighting) ->
                            sighting.as(type).ifPresent(record -> records.put(Followed.name(path), record)));
            return records;
        });
    }

    /** Lets it look, soon, and once however much is told meanwhile. */
    void tell(Root root) {
        if (told) {
            return;
        }
        told = true;
        following.loop().after(root.kind() == Root.Kind.BUCKETS ? BUCKETS_SETTLE : Duration.ZERO, () -> {
            told = false;
            look.run();
        });
    }
}
