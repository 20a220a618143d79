package io.quark.api.port;

import io.quark.api.bind.Field;
import java.util.List;
import java.util.Optional;

/** What {@code PATCH /v1/addresses/{ip}} takes; what is left out stays. */
public record AddressPatch(
        @Field(says = "All ports that share it from now on, by id or name.")
        List<String> ports,

        @Field(says = "What has it without a port.") Optional<DeviceBody> device,

        @Field(maxLength = AddressBody.NOTE, says = "Why it is recorded, for people.")
        Optional<String> note) {}
