package io.quark.api.view;

import com.fasterxml.jackson.databind.JsonNode;
import io.quark.api.bind.Field;
import java.util.List;
import java.util.Optional;

/** One page of a list as clients see it. */
public record Page(
        @Field(required = true, says = "At most as many as asked for.")
        List<JsonNode> items,

        @Field(says = "Give it as page_token to get the next page; null: this was the last.")
        Optional<String> nextPageToken) {}
