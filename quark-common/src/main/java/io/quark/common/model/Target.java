package io.quark.common.model;

/**
 * What a work unit is about.
 *
 * @param type {@code instance}, {@code network}, {@code image}
 */
public record Target(String type, String id, String name) {}
