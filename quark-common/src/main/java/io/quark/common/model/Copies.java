package io.quark.common.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Defensive copies for compact constructors: a collection that JSON left out is empty, and order is kept. */
public final class Copies {

    private Copies() {}

    /** A text that JSON left out because it is empty. */
    public static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    public static <T> List<T> list(@Nullable List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }

    public static <V> Map<String, V> map(@Nullable Map<String, V> map) {
        return map == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
