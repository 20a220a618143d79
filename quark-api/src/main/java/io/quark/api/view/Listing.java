package io.quark.api.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quark.api.http.AnswerJson;
import io.quark.api.http.Parameter;
import io.quark.api.http.ProblemType;
import io.quark.api.http.Request;
import io.quark.common.model.Problem.Fault;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Pages through a list in the order of its keys and leaves out the fields that were not asked for. What is created or deleted between two pages
 * appears or not, everything else exactly once.
 */
public final class Listing {

    public static final int DEFAULT_LIMIT = 100;
    public static final int MAX_LIMIT = 1000;

    private static final Parameter FIELDS =
            Parameter.text("fields", "Names of the fields to show, with commas between; all where it is left out.");
    private static final List<Parameter> PAGING = List.of(
            Parameter.number("limit", 1, MAX_LIMIT, "Items in the answer at most; " + DEFAULT_LIMIT + " unless given."),
            Parameter.text("page_token", "next_page_token of the page before."),
            FIELDS);

    private final Request request;

    public Listing(Request request) {
        this.request = request;
    }

    /** The parameters of every list. */
    public static List<Parameter> parameters(Parameter... more) {
        return Stream.concat(Stream.of(more), PAGING.stream()).toList();
    }

    /** The parameters of a single resource. */
    public static List<Parameter> single() {
        return List.of(FIELDS);
    }

    /**
     * The asked-for page.
     *
     * @param all in order, by key
     * @param shown what clients see of an entry; empty where a filter leaves it out
     */
    public <T, A> Page page(NavigableMap<String, T> all, Function<T, Optional<A>> shown) {
        Optional<String> after = request.query("page_token").map(Listing::key);
        return page(after.map(key -> after(all, key)).orElse(all).entrySet().iterator(), shown);
    }

    /** Of a part of a larger map, which takes no key from outside. */
    private static <T> NavigableMap<String, T> after(NavigableMap<String, T> all, String key) {
        try {
            return all.tailMap(key, false);
        } catch (IllegalArgumentException e) {
            throw parameter("page_token", "is not one that a page of this list came with");
        }
    }

    /**
     * The asked-for page of what is not in memory as a map.
     *
     * @param all lazily, in order, by key
     */
    public <T, A> Page page(Stream<Map.Entry<String, T>> all, Function<T, Optional<A>> shown) {
        Optional<String> after = request.query("page_token").map(Listing::key);
        return page(
                all.filter(entry -> after.map(key -> entry.getKey().compareTo(key) > 0)
                                .orElse(true))
                        .iterator(),
                shown);
    }

    private <T, A> Page page(Iterator<Map.Entry<String, T>> rest, Function<T, Optional<A>> shown) {
        int limit = request.number("limit").map(Long::intValue).orElse(DEFAULT_LIMIT);
        List<JsonNode> items = new ArrayList<>();
        String last = "";
        while (rest.hasNext()) {
            Map.Entry<String, T> entry = rest.next();
            Optional<A> item = shown.apply(entry.getValue());
            if (item.isPresent()) {
                if (items.size() == limit) {
                    return new Page(items, Optional.of(token(last)));
                }
                items.add(trimmed(item.orElseThrow()));
                last = entry.getKey();
            }
        }
        return new Page(items, Optional.empty());
    }

    /** One resource with the asked-for fields. */
    public JsonNode trimmed(Object item) {
        ObjectNode json = AnswerJson.whole().valueToTree(item);
        request.query("fields").ifPresent(text -> {
            Set<String> wanted = Set.copyOf(Arrays.asList(text.split(",", -1)));
            for (String field : wanted) {
                if (!json.has(field)) {
                    List<String> known = new ArrayList<>();
                    json.fieldNames().forEachRemaining(known::add);
                    throw parameter(
                            "fields", "\"" + field + "\" is not a field; known here: " + String.join(", ", known));
                }
            }
            json.retain(wanted);
        });
        return json;
    }

    private static String token(String key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }

    private static String key(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw parameter("page_token", "is not one that a page came with");
        }
    }

    private static RuntimeException parameter(String name, String fault) {
        return ProblemType.MALFORMED.of(
                name + " " + fault,
                "Correct the parameter; /docs shows what it takes.",
                List.of(new Fault(name, fault)));
    }
}
