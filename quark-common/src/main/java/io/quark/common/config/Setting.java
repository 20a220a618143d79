package io.quark.common.config;

/**
 * A value that somebody gave.
 *
 * @param key dotted
 * @param origin where it was given, for messages: {@code --set}, {@code orc.properties}, {@code QUARK_ORC_NAME}
 */
record Setting(String key, String value, String origin) {}
