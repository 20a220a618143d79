package io.quark.api.tree;

import com.fasterxml.jackson.databind.JsonNode;
import io.quark.api.bind.Field;
import java.util.Optional;

/** One change of the tree as clients see it, the data of an event. */
public record TreeChange(
        @Field(required = true, says = "Path below Quark's root.")
        String path,

        @Field(required = true, says = "set or deleted.") String change,

        @Field(required = true, says = "The transaction that did it.")
        long zxid,

        @Field(says = "Its record after the change, or after one that followed at once.")
        Optional<JsonNode> data) {}
