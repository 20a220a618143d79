package io.quark.common.config;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The keys of a configuration, found by walking the components of its record. Immutable. */
final class Schema {

    private final List<Key> keys;

    private Schema(List<Key> keys) {
        this.keys = List.copyOf(keys);
    }

    /**
     * @param defaults the configuration as it is when nothing is given
     * @throws IllegalStateException if the record has a component of a type that a configuration cannot have, or two
     *     keys that the environment could not tell apart: a mistake in the program
     */
    static Schema of(Record defaults) {
        List<Key> keys = new ArrayList<>();
        collect("", defaults, keys);
        long spellings = keys.stream()
                .map(key -> Key.environmentForm(key.name()))
                .distinct()
                .count();
        if (spellings != keys.size()) {
            throw new IllegalStateException("two keys have one environment variable in " + defaults.getClass());
        }
        return new Schema(keys);
    }

    List<Key> keys() {
        return keys;
    }

    /** The key that a dotted name belongs to: itself, or the map that it is an entry of. */
    Optional<Key> find(String name) {
        return keys.stream()
                .filter(key -> key.shape() == Key.Shape.MAP
                        ? name.startsWith(key.name() + ".")
                                && name.length() > key.name().length() + 1
                        : name.equals(key.name()))
                .findFirst();
    }

    /** The dotted name that an environment variable stands for, without the daemon's prefix. */
    Optional<String> fromEnvironment(String variable) {
        for (Key key : keys) {
            String form = Key.environmentForm(key.name());
            if (key.shape() != Key.Shape.MAP && variable.equals(form)) {
                return Optional.of(key.name());
            }
            if (key.shape() == Key.Shape.MAP
                    && variable.startsWith(form + "_")
                    && variable.length() > form.length() + 1) {
                return Optional.of(key.name() + "." + lower(variable.substring(form.length() + 1)));
            }
        }
        return Optional.empty();
    }

    /** The known key that looks most like this one: what was probably meant. */
    Optional<String> nearest(String unknown) {
        return keys.stream().map(Key::name).min(Comparator.comparingInt(name -> Spelling.distance(name, unknown)));
    }

    static String keyName(RecordComponent component) {
        return PropertyNamingStrategies.SnakeCaseStrategy.INSTANCE.translate(component.getName());
    }

    static Object value(Record owner, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(owner);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }

    private static void collect(String prefix, Record defaults, List<Key> into) {
        for (RecordComponent component : defaults.getClass().getRecordComponents()) {
            String name = prefix + keyName(component);
            Object value = value(defaults, component);
            if (value instanceof Record nested) {
                collect(name + ".", nested, into);
            } else {
                into.add(key(name, component, value));
            }
        }
    }

    private static Key key(String name, RecordComponent component, Object value) {
        JsonPropertyDescription described = component.getAccessor().getAnnotation(JsonPropertyDescription.class);
        if (described == null) {
            throw new IllegalStateException("the configuration key " + name + " has no description");
        }
        Class<?> type = component.getType();
        if (Scalars.isScalar(type)) {
            return new Key(name, type, Key.Shape.ONE, described.value(), value);
        }
        if (component.getGenericType() instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (arguments[arguments.length - 1] instanceof Class<?> element && Scalars.isScalar(element)) {
                if (type == List.class) {
                    return new Key(name, element, Key.Shape.LIST, described.value(), value);
                }
                if (type == Map.class && arguments[0] == String.class) {
                    return new Key(name, element, Key.Shape.MAP, described.value(), value);
                }
            }
        }
        throw new IllegalStateException("the configuration key " + name + " cannot have the type " + type);
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
