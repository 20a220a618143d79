package io.quark.api.bind;

import io.quark.common.model.Problem.Fault;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Gathers all faults of one request, so that one answer can name them all. Not thread safe.
 */
public final class Faults {

    /** More of them help nobody, and a request of 1 MiB could have as many as bytes. */
    private static final int MOST = 100;

    private final List<Fault> found = new ArrayList<>();
    private final Set<String> pointers = new LinkedHashSet<>();

    /**
     * Adds a fault.
     *
     * @param pointer JSON pointer into the body, or the name of a parameter or header
     */
    public void add(String pointer, String detail) {
        pointers.add(pointer);
        if (found.size() < MOST) {
            found.add(new Fault(pointer, detail));
        }
    }

    /** Whether a fault was found at this pointer or below it: what stands there means nothing then. */
    public boolean touch(String pointer) {
        return pointers.stream().anyMatch(at -> at.equals(pointer) || at.startsWith(pointer + "/"));
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    public List<Fault> found() {
        return List.copyOf(found);
    }

    /** The pointer of a member of what stands at the given pointer (RFC 6901). */
    public static String below(String pointer, String member) {
        return pointer + "/" + member.replace("~", "~0").replace("/", "~1");
    }

    public static String below(String pointer, int index) {
        return pointer + "/" + index;
    }
}
