package io.quark.common.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads and writes single values. */
final class Scalars {

    private static final Set<Class<?>> KNOWN = Set.of(
            String.class,
            int.class,
            Integer.class,
            long.class,
            Long.class,
            double.class,
            Double.class,
            boolean.class,
            Boolean.class);

    private Scalars() {}

    static boolean isScalar(Class<?> type) {
        return KNOWN.contains(type) || type.isEnum();
    }

    /**
     * @throws IllegalArgumentException with a message that says what is expected
     */
    static Object read(String raw, Class<?> type) {
        if (type == String.class) {
            return raw;
        }
        String text = raw.trim();
        try {
            if (type == int.class || type == Integer.class) {
                return Integer.valueOf(text);
            }
            if (type == long.class || type == Long.class) {
                return Long.valueOf(text);
            }
            if (type == double.class || type == Double.class) {
                return Double.valueOf(text);
            }
        } catch (NumberFormatException e) {
            throw expected(raw, type, e);
        }
        if (type == boolean.class || type == Boolean.class) {
            return switch (text) {
                case "true" -> true;
                case "false" -> false;
                default -> throw expected(raw, type, null);
            };
        }
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> text(constant).equals(text.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> expected(raw, type, null));
    }

    static String text(Object value) {
        return value instanceof Enum<?> constant ? constant.name().toLowerCase(Locale.ROOT) : value.toString();
    }

    static String describe(Class<?> type) {
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants()).map(Scalars::text).collect(Collectors.joining("|"));
        }
        if (type == String.class) {
            return "text";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true|false";
        }
        return type == double.class || type == Double.class ? "number" : "whole number";
    }

    private static IllegalArgumentException expected(String raw, Class<?> type, @Nullable Throwable cause) {
        return new IllegalArgumentException("expected " + describe(type) + ", found '" + raw + "'", cause);
    }
}
