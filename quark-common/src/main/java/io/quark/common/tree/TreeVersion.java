package io.quark.common.tree;

/**
 * The record of the tree's {@code version} node: how it is laid out.
 *
 * @param layout grows when what an older daemon would write is wrong in it
 * @param shards fixed for the life of a tree: ids are found by it
 */
public record TreeVersion(int layout, int shards) {

    /** The layout that this version of Quark writes and understands. */
    public static final int LAYOUT = 1;

    public static final int DEFAULT_SHARDS = 16;

    public TreeVersion {
        if (layout < 1 || shards < 1 || shards > 256) {
            throw new IllegalArgumentException("no tree has layout " + layout + " and " + shards + " shards");
        }
    }
}
