package io.quark.api.view;

import io.quark.common.tree.Node;

/**
 * A record of the tree and the node that it was read from.
 *
 * @param key orders it among its kind: project, name, id
 */
public record Entry<T>(String key, T value, Node node) {}
