package io.quark.compute.follow;

/** Something in the tree that is followed. */
public record Root(String path, Kind kind) {

    public enum Kind {
        /** The node alone, whatever lies below it. */
        NODE,
        /** What lies in the buckets below the node: all nodes two levels down. */
        BUCKETS
    }

    public static Root node(String path) {
        return new Root(path, Kind.NODE);
    }

    public static Root buckets(String path) {
        return new Root(path, Kind.BUCKETS);
    }

    /** Whether what happened to that node is of interest; it is told only of what its watch covers. */
    boolean concerns(String changed) {
        if (kind == Kind.NODE) {
            return changed.equals(path);
        }
        return changed.startsWith(path + "/")
                && changed.chars().skip(path.length()).filter(c -> c == '/').count() == 2;
    }
}
