package io.quark.api.port;

import io.quark.api.bind.Field;
import java.util.List;
import java.util.Optional;

/** What {@code POST /v1/addresses} takes: an address that several ports share, that a device has without a port, or that is only recorded. */
public record AddressBody(
        @Field(required = true, maxLength = 63, says = "Its network, by id or name.")
        Optional<String> network,

        @Field(maxLength = 64, says = "This address; the next one unless given.")
        Optional<String> ip,

        @Field(maxLength = 63, says = "The next one of this subnet, by id or name.")
        Optional<String> subnet,

        @Field(says = "Ports of that network, by id or name, which share it.")
        List<String> ports,

        @Field(says = "What has it without a port.") Optional<DeviceBody> device,

        @Field(maxLength = AddressBody.NOTE, says = "Why it is recorded, for people.")
        Optional<String> note) {

    static final int NOTE = 1024;
}
