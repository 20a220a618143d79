package io.quark.common.lead;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the listener, through its executor, what changed; keeps what is led for others to read. Told on one thread. */
final class Spokesman {

    private static final Logger log = LoggerFactory.getLogger(Spokesman.class);

    private final ShardListener listener;
    private final Executor events;
    private final Map<Integer, Fence> led = new ConcurrentHashMap<>();
    private boolean paused;

    Spokesman(ShardListener listener, Executor events) {
        this.listener = listener;
        this.events = events;
    }

    Map<Integer, Fence> led() {
        return Map.copyOf(led);
    }

    void gained(Fence fence) {
        led.put(fence.shard(), fence);
        log.atInfo()
                .addKeyValue("shard", fence.shard())
                .addKeyValue("epoch", fence.epoch())
                .log("leads");
        Post.to(events, () -> listener.gained(fence.shard(), fence));
    }

    void finish(Fence fence, Runnable finished) {
        Post.to(events, () -> listener.finish(fence.shard(), finished));
    }

    void lost(Fence fence, String why) {
        led.remove(fence.shard());
        log.atInfo()
                .addKeyValue("shard", fence.shard())
                .addKeyValue("epoch", fence.epoch())
                .log("leads no more: {}", why);
        Post.to(events, () -> listener.lost(fence.shard()));
    }

    void paused() {
        if (!paused) {
            paused = true;
            Post.to(events, listener::paused);
        }
    }

    void resumed() {
        if (paused) {
            paused = false;
            Post.to(events, listener::resumed);
        }
    }
}
