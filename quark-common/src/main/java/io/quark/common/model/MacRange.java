package io.quark.common.model;

import java.time.Instant;

/**
 * A range of MAC addresses, half-open: {@code first} is the first of {@code 2^(48-prefix)} addresses.
 *
 * @param cidr first address and prefix length, e.g. {@code 52:54:00:00:00:00/24}
 * @param reuseAfterS seconds after its release before a MAC is handed out again
 */
public record MacRange(String id, String cidr, int reuseAfterS, Instant createdAt) {}
