package io.quark.api.port;

import io.quark.api.bind.Field;
import io.quark.api.http.ProblemType;
import io.quark.common.model.Port;
import java.util.Optional;

/** What is to use a port, an address or a MAC: a router outside, an appliance, anything but an instance, which takes its ports when it is built. */
public record DeviceBody(
        @Field(
                required = true,
                maxLength = 32,
                pattern = "[a-z][a-z0-9_-]*",
                form = "must be lower-case letters, digits, dashes and underscores, and begin with a letter",
                says = "What it is.",
                example = "\"router\"")
        Optional<String> type,

        @Field(
                required = true,
                maxLength = 128,
                pattern = "[\\x21-\\x7e]+",
                form = "must be printable ASCII without spaces",
                says = "Its id, whatever it is there.")
        Optional<String> id) {

    /** The device; a body without faults has one. */
    Port.Device device() {
        return new Port.Device(type.orElseThrow(), id.orElseThrow());
    }

    /** An instance's interfaces are made with it. */
    static void refuseInstance(Optional<DeviceBody> body, String pointer) {
        if (body.flatMap(DeviceBody::type).filter(Port.Device.INSTANCE::equals).isPresent()) {
            throw ProblemType.REFUSED.of(
                    pointer + ": what an instance has is not given to it here",
                    "Make the port without a device, and name it when the instance is made: \"nics\": [{\"port\": ...}].");
        }
    }
}
