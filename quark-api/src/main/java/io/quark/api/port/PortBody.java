package io.quark.api.port;

import io.quark.api.bind.Field;
import io.quark.api.network.Tags;
import io.quark.api.security.SecurityBody;
import java.util.List;
import java.util.Optional;

/** A port that is to be made. */
public record PortBody(
        @Field(required = true, maxLength = 63, says = "Its network, by id or name.", example = "\"web\"")
        Optional<String> network,

        @Field(
                maxLength = 63,
                pattern = PortBody.NAME,
                form = PortBody.NAME_FORM,
                says = "Its name; its id unless given.")
        Optional<String> name,

        @Field(says = "What uses it; nothing unless given.") Optional<DeviceBody> device,

        @Field(
                maxLength = 17,
                says = "MAC that it must have; automatic unless given.",
                example = "\"52:54:00:12:34:56\"")
        Optional<String> mac,

        @Field(maxItems = 16, says = "Its addresses; as the network's family says, unless given.")
        List<AddressSpecBody> ips,

        @Field(
                maxItems = Tags.MOST,
                maxLength = Tags.LENGTH,
                pattern = Tags.PATTERN,
                form = Tags.FORM,
                says = "For people, and to list by.")
        List<String> tags,

        @Field(maxLength = 63, says = "Its own QoS policy, by id or name; its network's unless given.")
        Optional<String> qosPolicy,

        @Field(says = "What may reach it, and what it may reach; everything unless given.")
        Optional<SecurityBody> security) {

    static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]*";
    static final String NAME_FORM =
            "must be letters, digits, dots, dashes and underscores, and begin with a letter or digit";

    /** An address as asked for: one, or the next of a subnet; if neither is given, the next of the network. */
    public record AddressSpecBody(
            @Field(maxLength = 64, says = "This address.") Optional<String> ip,

            @Field(maxLength = 63, says = "The next address of this subnet, by id or name.")
            Optional<String> subnet) {}
}
