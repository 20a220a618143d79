package io.quark.common.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes the configuration record of its defaults and the given settings, and gathers every fault on the way. */
final class Binder {

    private final Schema schema;
    private final Faults faults;
    private final Map<String, Object> values = new LinkedHashMap<>();

    Binder(Schema schema, Faults faults) {
        this.schema = schema;
        this.faults = faults;
    }

    /** Takes settings, the weakest first: a later one of the same key replaces an earlier one. */
    void apply(List<Setting> settings) {
        for (Setting setting : settings) {
            schema.find(setting.key()).ifPresentOrElse(key -> read(key, setting), () -> unknown(setting));
        }
    }

    /** The record; what could not be made is as in the defaults, and among the faults. */
    <C extends Record> C bind(C defaults) {
        return bind("", defaults);
    }

    private <R extends Record> R bind(String path, R defaults) {
        RecordComponent[] components = defaults.getClass().getRecordComponents();
        Object[] arguments = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            String name = (path.isEmpty() ? "" : path + ".") + Schema.keyName(components[i]);
            Object standard = Schema.value(defaults, components[i]);
            arguments[i] = standard instanceof Record nested ? bind(name, nested) : values.getOrDefault(name, standard);
        }
        try {
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            @SuppressWarnings("unchecked") // the class of an R makes an R
            Constructor<R> canonical = (Constructor<R>) defaults.getClass().getDeclaredConstructor(types);
            canonical.setAccessible(true);
            return canonical.newInstance(arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof ConfigException broken) {
                faults.addAll(broken.faults(), path);
            } else if (e.getCause() instanceof IllegalArgumentException broken) {
                faults.add(path, String.valueOf(broken.getMessage()));
            } else {
                throw new IllegalStateException("cannot make " + defaults.getClass(), e);
            }
            return defaults;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make " + defaults.getClass(), e);
        }
    }

    private void read(Key key, Setting setting) {
        try {
            switch (key.shape()) {
                case ONE -> values.put(key.name(), Scalars.read(setting.value(), key.type()));
                case LIST ->
                    values.put(
                            key.name(),
                            Arrays.stream(setting.value().split(","))
                                    .map(String::trim)
                                    .filter(element -> !element.isEmpty())
                                    .map(element -> Scalars.read(element, key.type()))
                                    .toList());
                case MAP -> {
                    Map<Object, Object> map =
                            new LinkedHashMap<>((Map<?, ?>) values.getOrDefault(key.name(), key.defaultValue()));
                    map.put(
                            setting.key().substring(key.name().length() + 1),
                            Scalars.read(setting.value(), key.type()));
                    values.put(key.name(), map);
                }
            }
        } catch (IllegalArgumentException e) {
            faults.add(setting.key(), e.getMessage() + " (from " + setting.origin() + ")");
        }
    }

    private void unknown(Setting setting) {
        String hint = schema.nearest(setting.key())
                .map(near -> "; did you mean " + near + "?")
                .orElse("");
        faults.add(setting.key(), "is not a known key (from " + setting.origin() + ")" + hint);
    }
}
