package io.quark.api.bind;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a JSON object into a request record and names every fault: unknown and missing fields, wrong types, values out of bounds.
 *
 * <p>The components of such a record are {@code Optional}, {@code List} or {@code Map<String, ...>} of texts, whole numbers, booleans, enums
 * and further such records, so that there is always a record to go on with: a faulty field is absent, a faulty element of a list
 * is an empty one in its place. Checks that follow look at {@link Faults#touch} before they believe such a place. Thread safe.
 */
public final class RecordReader {

    private final ScalarReader scalars = new ScalarReader();

    /** The record in a JSON value; faults are added, never thrown. */
    public <T extends Record> T read(JsonNode json, Class<T> type, Faults faults) {
        return record(json, type, "", faults);
    }

    private <T extends Record> T record(JsonNode json, Class<T> type, String pointer, Faults faults) {
        JsonNode object = json;
        boolean sound = json.isObject();
        if (!sound) {
            faults.add(pointer, "must be an object, not " + ScalarReader.kindOf(json));
            object = JsonNodeFactory.instance.objectNode();
        }
        RecordComponent[] components = type.getRecordComponents();
        Set<String> known = new LinkedHashSet<>();
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            String name = nameOf(components[i]);
            known.add(name);
            JsonNode value = object.path(name);
            String at = Faults.below(pointer, name);
            if (sound && isAbsent(value) && ruleOf(components[i]).required()) {
                faults.add(at, "is required");
            }
            values[i] = component(value, components[i], at, faults);
        }
        refuseUnknown(object, known, pointer, faults);
        return construct(type, components, values);
    }

    private static void refuseUnknown(JsonNode object, Set<String> known, String pointer, Faults faults) {
        object.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                faults.add(
                        Faults.below(pointer, name), "is not a known field; known here: " + String.join(", ", known));
            }
        });
    }

    private Object component(JsonNode json, RecordComponent component, String pointer, Faults faults) {
        Field rule = ruleOf(component);
        ParameterizedType type = (ParameterizedType) component.getGenericType();
        Type[] arguments = type.getActualTypeArguments();
        Class<?> element = (Class<?>) arguments[arguments.length - 1];
        if (type.getRawType() == Optional.class) {
            return isAbsent(json) ? Optional.empty() : value(json, element, rule, pointer, faults);
        }
        if (type.getRawType() == List.class) {
            return isAbsent(json) ? List.of() : list(json, element, rule, pointer, faults);
        }
        return isAbsent(json) ? Map.of() : map(json, element, rule, pointer, faults);
    }

    private List<Object> list(JsonNode json, Class<?> element, Field rule, String pointer, Faults faults) {
        List<Object> values = new ArrayList<>();
        if (!json.isArray()) {
            faults.add(pointer, "must be a list, not " + ScalarReader.kindOf(json));
        } else if (json.size() > rule.maxItems()) {
            faults.add(pointer, "has " + json.size() + " elements; at most " + rule.maxItems() + " are taken");
        } else {
            for (int i = 0; i < json.size(); i++) {
                values.add(value(json.get(i), element, rule, Faults.below(pointer, i), faults)
                        .orElseGet(() -> scalars.nothing(element)));
            }
        }
        return values;
    }

    private Map<String, Object> map(JsonNode json, Class<?> element, Field rule, String pointer, Faults faults) {
        Map<String, Object> values = new LinkedHashMap<>();
        if (!json.isObject()) {
            faults.add(pointer, "must be an object, not " + ScalarReader.kindOf(json));
        } else if (json.size() > rule.maxItems()) {
            faults.add(pointer, "has " + json.size() + " entries; at most " + rule.maxItems() + " are taken");
        } else {
            // In a map null is a value: it asks for the entry to be taken away.
            json.properties()
                    .forEach(entry -> values.put(
                            entry.getKey(),
                            entry.getValue().isNull()
                                    ? scalars.nothing(element)
                                    : value(
                                                    entry.getValue(),
                                                    element,
                                                    rule,
                                                    Faults.below(pointer, entry.getKey()),
                                                    faults)
                                            .orElseGet(() -> scalars.nothing(element))));
        }
        return values;
    }

    private Optional<Object> value(JsonNode json, Class<?> type, Field rule, String pointer, Faults faults) {
        if (type.isRecord()) {
            return Optional.of(record(json, type.asSubclass(Record.class), pointer, faults));
        }
        return scalars.read(json, type, rule, pointer, faults);
    }

    private static boolean isAbsent(JsonNode json) {
        return json.isMissingNode() || json.isNull();
    }

    private static Field ruleOf(RecordComponent component) {
        Field rule = component.getAnnotation(Field.class);
        if (rule == null) {
            throw new IllegalStateException(component + " of " + component.getDeclaringRecord() + " has no @Field");
        }
        return rule;
    }

    /** The name of a component in JSON. */
    public static String nameOf(RecordComponent component) {
        return SnakeCaseStrategy.INSTANCE.translate(component.getName());
    }

    private static <T extends Record> T construct(Class<T> type, RecordComponent[] components, Object[] values) {
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            Constructor<T> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " cannot be made", e);
        }
    }
}
