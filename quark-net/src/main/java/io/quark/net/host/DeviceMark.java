package io.quark.net.host;

import java.util.Optional;

/**
 * How this daemon marks the devices that it makes: by the kernel's alias, which tells its owner, so that two daemons on one host never touch
 * each other's, and what the device is for.
 *
 * @param owner tells this daemon from others on the same host: a word without colons
 */
record DeviceMark(String owner) {

    private static final String QUARK = "quark:";

    /** @param id of the network or port that the device is for */
    String alias(String id) {
        return QUARK + owner + ":" + id;
    }

    /** What a device with this alias is for; empty if this daemon, and no earlier life of it, made it. */
    Optional<String> idIn(String alias) {
        String ours = alias("");
        return alias.startsWith(ours) ? Optional.of(alias.substring(ours.length())) : Optional.empty();
    }
}
