package io.quark.api.tree;

import com.fasterxml.jackson.databind.JsonNode;
import io.quark.api.bind.Field;
import java.time.Instant;
import java.util.List;

/** A node of the tree, and what is below it, as clients see it. */
public record TreeNodeAnswer(
        @Field(required = true, says = "Last part of its path; / for the root.")
        String name,

        @Field(required = true, says = "Its path below Quark's root.")
        String path,

        @Field(required = true, says = "Its record, unfolded; secrets are shown as ***. null: it only holds others.")
        JsonNode data,

        @Field(required = true, says = "How often its data was set.")
        int version,

        @Field(required = true, says = "Whether it goes with the session that made it.")
        boolean ephemeral,

        @Field(required = true, says = "By the server's clock.")
        Instant createdAt,

        @Field(required = true, says = "By the server's clock.")
        Instant modifiedAt,

        @Field(required = true, says = "How many children it has.")
        int numChildren,

        @Field(
                required = true,
                says = "Its children, by name; fewer than num_children where depth or a bound ends the walk.")
        List<TreeNodeAnswer> children) {}
