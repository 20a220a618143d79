package io.quark.common.tree;

import java.util.List;
import java.util.function.Predicate;

/**
 * Carries what one feed tells from ZooKeeper's event thread to the view's, in order. When the view falls too far behind
 * it drops everything and says so: loading anew is cheaper then, and memory stays bounded.
 */
final class FeedInbox implements TreeFeed.Listener {

    private final Mailbox mailbox;
    private final Predicate<String> followed;
    private final int maxBacklog;
    private final Reader reader;
    private final TreeFeed feed;
    private volatile boolean overflowed;

    /** Called on the mailbox's thread. */
    interface Reader {
        void changed(FeedInbox from, String path, long zxid, boolean gone);

        /** Something was not told; {@link #reopen} before going on. */
        void lost(FeedInbox from, String why);
    }

    FeedInbox(FollowableSession session, Mailbox mailbox, Predicate<String> followed, int maxBacklog, Reader reader) {
        this.mailbox = mailbox;
        this.followed = followed;
        this.maxBacklog = maxBacklog;
        this.reader = reader;
        this.feed = session.follow(this);
    }

    TreeFeed feed() {
        return feed;
    }

    /** From now on events are carried again. */
    void reopen() {
        overflowed = false;
    }

    void unfollow(List<String> roots) {
        roots.forEach(feed::unwatch);
    }

    @Override
    public void changed(String path, long zxid, boolean gone) {
        if (overflowed || mailbox.isClosed() || !followed.test(path)) {
            return;
        }
        if (mailbox.size() >= maxBacklog) {
            overflowed = true;
            lost("more than " + maxBacklog + " changes wait");
        } else {
            mailbox.execute(() -> reader.changed(this, path, zxid, gone));
        }
    }

    @Override
    public void interrupted() {
        lost("the connection is lost");
    }

    @Override
    public void resumed() {
        // What happened meanwhile was told as lost when it began.
    }

    @Override
    public void ended() {
        lost("the session is over");
    }

    private void lost(String why) {
        mailbox.execute(() -> reader.lost(this, why));
    }
}
