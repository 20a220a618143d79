package io.quark.common.config;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One key of a configuration.
 *
 * @param name dotted, snake_case
 * @param type of its value; of each element of a list, of each value of a map
 */
record Key(String name, Class<?> type, Shape shape, String description, Object defaultValue) {

    enum Shape {
        ONE,
        /** One text with commas between. */
        LIST,
        /** Any name may follow the key and a dot. */
        MAP
    }

    /** How the environment spells it: {@code admin.port} is {@code ADMIN_PORT}. */
    static String environmentForm(String name) {
        return name.replace('.', '_').toUpperCase(Locale.ROOT);
    }

    boolean isSecret() {
        return name.matches(".*(token|tokens|password|secret)");
    }

    String typeText() {
        return switch (shape) {
            case ONE -> Scalars.describe(type);
            case LIST -> "list of " + Scalars.describe(type) + ", commas between";
            case MAP -> Scalars.describe(type) + " for each name";
        };
    }

    /** A value of this key as it is written in a file. A map's is shown as {@code a=1, b=2}. */
    String text(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(e -> e.getKey() + "=" + Scalars.text(e.getValue()))
                    .sorted()
                    .collect(Collectors.joining(", "));
        }
        if (value instanceof Iterable<?> list) {
            StringBuilder text = new StringBuilder();
            list.forEach(each -> text.append(text.isEmpty() ? "" : ",").append(Scalars.text(each)));
            return text.toString();
        }
        return Scalars.text(value);
    }
}
