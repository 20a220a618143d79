package io.quark.api.network;

import io.quark.api.bind.Field;
import io.quark.common.model.Network;
import java.util.List;
import java.util.Optional;

/** What {@code PATCH /v1/networks/{network}} takes; what is left out stays. */
public record NetworkPatch(
        @Field(maxLength = 63, says = "New name, unique in the project.")
        Optional<String> name,

        @Field(says = "Which addresses a new port gets.") Optional<Network.Family> family,

        @Field(says = "Whether other projects may use it.") Optional<Boolean> shared,

        @Field(min = 1, max = 65_535, says = "Bytes; running machines keep theirs.")
        Optional<Integer> mtu,

        @Field(
                maxLength = 63,
                says =
                        "QoS policy of its ports that have none of their own, by id or name; null or \"none\": none from now on.")
        Optional<String> qosPolicy,

        @Field(
                maxItems = Tags.MOST,
                maxLength = Tags.LENGTH,
                pattern = Tags.PATTERN,
                form = Tags.FORM,
                says = "All of its tags from now on.")
        List<String> tags) {}
