package io.quark.api.tree;

import com.fasterxml.jackson.databind.JsonNode;
import io.quark.api.http.EventStream;
import io.quark.api.http.ServerEvent;
import io.quark.common.tree.FollowableSession;
import io.quark.common.tree.Paths;
import io.quark.common.tree.TreeFeed;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells one client each change below a path. What happens while ZooKeeper is away is not told; that it was away is. */
final class TreeWatch implements TreeFeed.Listener {

    private final FollowableSession session;
    private final Paths paths;
    private final String root;
    private final EventStream stream;

    TreeWatch(FollowableSession session, Paths paths, String root, EventStream stream) {
        this.session = session;
        this.paths = paths;
        this.root = root;
        this.stream = stream;
    }

    void begin() {
        TreeFeed feed = session.follow(this);
        feed.watch(
                root,
                new TreeFeed.Answer<>(
                        done -> send("watching", 0, Map.of("path", relative(root))), failure -> stream.end()));
        var unused = stream.ended().thenRun(() -> feed.unwatch(root));
    }

    @Override
    public void changed(String path, long zxid, boolean gone) {
        if (gone) {
            tell(new TreeChange(relative(path), "deleted", zxid, Optional.empty()));
            return;
        }
        var unused = session.read(List.of(path)).thenAccept(nodes -> {
            Optional<JsonNode> data = nodes.get(0).map(node -> Unfolding.of(paths, path, node.data()));
            tell(new TreeChange(relative(path), "set", zxid, data));
        });
    }

    private void tell(TreeChange change) {
        send("change", change.zxid(), change);
    }

    private void send(String type, long zxid, Object data) {
        stream.send(new ServerEvent(Optional.of(Long.toString(zxid)).filter(id -> zxid > 0), type, data));
    }

    private String relative(String path) {
        return path.equals(paths.root()) ? "/" : path.substring(paths.root().length());
    }

    @Override
    public void interrupted() {
        send("gap", 0, Map.of("reason", "the connection to ZooKeeper is lost"));
    }

    @Override
    public void resumed() {
        send("resumed", 0, Map.of("path", relative(root)));
    }

    @Override
    public void ended() {
        stream.end(); // the client comes again, to a new session
    }
}
