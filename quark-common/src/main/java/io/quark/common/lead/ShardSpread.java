package io.quark.common.lead;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Which live process should lead which shard: rendezvous hashing with bounded loads.
 *
 * <p>Guarantee: it follows from the set of members alone, so all who see the same members agree; the numbers of shards of
 * two members differ by at most one; and few shards move when a member comes or goes. (Plain rendezvous hashing moves the fewest, but spreads
 * 16 shards over 3 members as badly as 9, 5, 2.) Immutable.
 */
public final class ShardSpread {

    private static final HashFunction HASH = Hashing.farmHashFingerprint64();

    private final Map<Integer, String> owners;

    private ShardSpread(Map<Integer, String> owners) {
        this.owners = Map.copyOf(owners);
    }

    /** Spreads the shards 0 to {@code shards - 1} over the members. */
    public static ShardSpread over(int shards, Collection<String> members) {
        TreeSet<String> distinct = new TreeSet<>(members);
        if (distinct.isEmpty()) {
            return new ShardSpread(Map.of());
        }
        List<Bid> bids = new ArrayList<>(shards * distinct.size());
        for (int shard = 0; shard < shards; shard++) {
            for (String member : distinct) {
                bids.add(new Bid(shard, member, score(shard, member)));
            }
        }
        bids.sort(Comparator.comparingLong(Bid::score)
                .reversed()
                .thenComparingInt(Bid::shard)
                .thenComparing(Bid::member));

        // The best bids win, but nobody gets more than an even part, and only so many get the one that is over.
        int even = shards / distinct.size();
        int over = shards % distinct.size();
        Map<Integer, String> owners = new HashMap<>();
        Map<String, Integer> loads = new HashMap<>();
        for (Bid bid : bids) {
            int load = loads.getOrDefault(bid.member, 0);
            boolean takesOneOver = load == even && over > 0;
            if ((load < even || takesOneOver) && owners.putIfAbsent(bid.shard, bid.member) == null) {
                loads.put(bid.member, load + 1);
                over -= takesOneOver ? 1 : 0;
            }
        }
        return new ShardSpread(owners);
    }

    /** The member that should lead a shard; empty: there is no member. */
    public Optional<String> owner(int shard) {
        return Optional.ofNullable(owners.get(shard));
    }

    private static long score(int shard, String member) {
        return HASH.hashString(shard + "/" + member, StandardCharsets.UTF_8).asLong();
    }

    private record Bid(int shard, String member, long score) {}
}
