package io.quark.net.alloc;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which bucket nodes a parent has, in the tree or soon. Not thread safe. */
final class Buckets {

    private final Set<String> present = new HashSet<>();
    private final Map<String, Long> proposed = new HashMap<>();

    void seen(String bucket) {
        present.add(bucket);
    }

    void gone(String bucket) {
        present.remove(bucket);
    }

    /** Whether the proposal has to create the bucket; from then on later ones rely on it. */
    boolean propose(String bucket, long proposal) {
        return !present.contains(bucket) && proposed.putIfAbsent(bucket, proposal) == null;
    }

    void unpropose(String bucket, long proposal) {
        proposed.remove(bucket, proposal);
    }

    Set<String> present() {
        return present;
    }
}
