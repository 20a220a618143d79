package io.quark.common.lead;

/**
 * Is told what a process leads. All calls come through the executor given to {@link ShardLeadership}, in their order; for one
 * shard they are {@code (gained finish? lost)*}.
 */
public interface ShardListener {

    /**
     * The shard is led by this process: decide for it, with the fence in each transaction. The view given to the leadership has
     * caught up with all that former leaders committed.
     */
    void gained(int shard, Fence fence);

    /**
     * The shard is to be handed over: decide nothing new for it, and call {@code finished} (from any thread) when what is under way has
     * ended. {@link #lost} follows then, or when the time for it is over.
     */
    void finish(int shard, Runnable finished);

    /** The shard is not led any more: forget it. Whatever is still sent for it is refused once another process leads. */
    void lost(int shard);

    /** The connection to ZooKeeper is gone: decide nothing until {@link #resumed} or, shard by shard, {@link #lost}. */
    void paused();

    /** The connection is back, the session is the same, and what is led was checked: go on. */
    void resumed();
}
