package io.quark.net.host;

/**
 * Where a network's traffic for one machine of another host is sent.
 *
 * @param mac of the machine's interface, lower case, colons
 * @param tunnel address at which its host takes tunnelled traffic
 */
public record Forward(String mac, String tunnel) {}
