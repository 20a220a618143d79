package io.quark.api.work;

import io.quark.common.id.Ids;
import java.util.Optional;

/**
 * Gives the work unit of one request its id: with an Idempotency-Key it follows from project and key, so that every api that is sent
 * a repeat arrives at the same one.
 */
public final class WorkUnitIds {

    private final String id;
    private final int shards;

    WorkUnitIds(String project, Optional<String> key, int shards) {
        this.id = key.map(text -> Ids.derived("work_unit", project, text)).orElseGet(Ids::fresh);
        this.shards = shards;
    }

    /** The id for work on something that is still to be made. */
    public String free() {
        return id;
    }

    /** The id for work on what exists: it lies in its shard, so that all work on it is in one hand. */
    public String inShardOf(String target) {
        return Ids.inShard(id, Ids.shard(target, shards), shards);
    }

    /** The id of a part of a group; the same part of the same group has the same. */
    public String child(String group, String part) {
        return Ids.derived(group, "child", part);
    }

    /** The id of a part of a group that works on what exists. */
    public String childInShardOf(String group, String target) {
        return Ids.inShard(child(group, target), Ids.shard(target, shards), shards);
    }

    /** The id of what a work unit makes: it follows from the work unit and lies in its shard. */
    public String made(String workUnit, String type) {
        return made(workUnit, type, shards);
    }

    /** The same, for who knows a work unit only by its id. */
    public static String made(String workUnit, String type, int shards) {
        return Ids.inShard(Ids.derived(workUnit, type), Ids.shard(workUnit, shards), shards);
    }
}
