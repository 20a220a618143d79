package io.quark.api.openapi;

import com.fasterxml.classmate.ResolvedType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaBuilder;
import com.github.victools.jsonschema.generator.SchemaGenerationContext;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.generator.impl.DefinitionKey;
import com.github.victools.jsonschema.generator.naming.DefaultSchemaDefinitionNamingStrategy;
import com.github.victools.jsonschema.module.jackson.JacksonModule;
import com.github.victools.jsonschema.module.jackson.JacksonOption;
import io.quark.api.bind.Field;
import io.quark.common.json.Json;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** JSON schemas (draft 2020-12) of records, from their types and their {@link Field} annotations. Not thread safe. */
final class Schemas {

    private static final String PLACE = "components/schemas";

    private final SchemaBuilder requests = builder(true);
    private final SchemaBuilder answers = builder(false);

    /** The schema of what is sent to us, as a reference: unknown fields are not allowed there. */
    ObjectNode request(Class<?> type) {
        return requests.createSchemaReference(type);
    }

    /** The schema of what we send, as a reference: more fields may come with later versions. */
    ObjectNode answer(Class<?> type) {
        return answers.createSchemaReference(type);
    }

    /** All that the references refer to, by name. To be called once, when all references were made. */
    ObjectNode definitions() {
        ObjectNode all = requests.collectDefinitions(PLACE);
        answers.collectDefinitions(PLACE).properties().forEach(entry -> {
            if (all.has(entry.getKey()) && !all.get(entry.getKey()).equals(entry.getValue())) {
                throw new IllegalStateException(entry.getKey() + " is asked for and answered; give one another name");
            }
            all.set(entry.getKey(), entry.getValue());
        });
        return all;
    }

    private static SchemaBuilder builder(boolean strict) {
        SchemaGeneratorConfigBuilder config = new SchemaGeneratorConfigBuilder(
                        Json.lenient(), SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                .with(new JacksonModule(JacksonOption.FLATTENED_ENUMS_FROM_JSONVALUE))
                .with(
                        Option.DEFINITIONS_FOR_ALL_OBJECTS,
                        Option.FLATTENED_OPTIONALS,
                        Option.MAP_VALUES_AS_ADDITIONAL_PROPERTIES)
                .without(Option.SCHEMA_VERSION_INDICATOR);
        if (strict) {
            config.with(Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT);
        }
        config.forTypesInGeneral()
                .withDefinitionNamingStrategy(new Names())
                .withCustomDefinitionProvider((type, context) -> anything(type, context));
        config.forFields()
                .withPropertyNameOverrideResolver(field -> snakeCase(field.getDeclaredName()))
                .withRequiredCheck(field -> rule(field).map(Field::required).orElse(false))
                .withDescriptionResolver(of(Field::says, says -> !says.isEmpty()))
                .withStringPatternResolver(of(rule -> "^(" + rule.pattern() + ")$", pattern -> !pattern.equals("^()$")))
                .withStringMaxLengthResolver(strict ? of(Field::maxLength, length -> true) : field -> null)
                .withArrayMaxItemsResolver(strict ? of(Field::maxItems, items -> true) : field -> null)
                .withNumberInclusiveMinimumResolver(of(Field::min, min -> min != Long.MIN_VALUE, BigDecimal::valueOf))
                .withNumberInclusiveMaximumResolver(of(Field::max, max -> max != Long.MAX_VALUE, BigDecimal::valueOf));
        return new SchemaGenerator(config.build()).buildMultipleSchemaDefinitions();
    }

    /** A JSON tree of ours may be anything. */
    private static com.github.victools.jsonschema.generator.@org.jspecify.annotations.Nullable CustomDefinition
            anything(ResolvedType type, SchemaGenerationContext context) {
        return JsonNode.class.isAssignableFrom(type.getErasedType())
                ? new com.github.victools.jsonschema.generator.CustomDefinition(
                        context.getGeneratorConfig().createObjectNode(), true)
                : null;
    }

    private static String snakeCase(String name) {
        return com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy.INSTANCE.translate(name);
    }

    private static Optional<Field> rule(FieldScope field) {
        return Optional.ofNullable(field.getAnnotationConsideringFieldAndGetter(Field.class));
    }

    private static <T> com.github.victools.jsonschema.generator.ConfigFunction<FieldScope, T> of(
            Function<Field, T> value, Predicate<T> given) {
        return of(value, given, Function.identity());
    }

    private static <T, R> com.github.victools.jsonschema.generator.ConfigFunction<FieldScope, R> of(
            Function<Field, T> value, Predicate<T> given, Function<T, R> shown) {
        return field -> field.isFakeContainerItemScope()
                ? null
                : rule(field).map(value).filter(given).map(shown).orElse(null);
    }

    /** {@code InstanceAnswer} is what an instance is to clients: {@code Instance}. */
    private static final class Names extends DefaultSchemaDefinitionNamingStrategy {

        @Override
        public String getDefinitionNameForKey(DefinitionKey key, SchemaGenerationContext context) {
            // Of Map(String,Integer) a component may not be called.
            String name = super.getDefinitionNameForKey(key, context)
                    .replaceAll("[^A-Za-z0-9._-]+", "_")
                    .replaceAll("_$", "");
            return name.endsWith("Answer") ? name.substring(0, name.length() - "Answer".length()) : name;
        }
    }
}
