package io.quark.net.host;

import java.util.Optional;

/**
 * Something on the host that was not as Quark had made it: somebody else has changed it.
 *
 * @param network id
 * @param port id, where it is about one endpoint
 * @param what for people: what was found, e.g. {@code bridge qk0123456789 was gone}
 */
public record Drift(String network, Optional<String> port, String what) {}
