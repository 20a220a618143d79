package io.quark.net.host.ovs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A transaction on Open vSwitch's database: commands of {@code ovs-vsctl}, all of them or none. Not thread safe. */
final class Change {

    private final List<String> words = new ArrayList<>();

    Change with(String... command) {
        words.add("--");
        words.addAll(Arrays.asList(command));
        return this;
    }

    /** Sets an {@code external_ids} of a record. */
    Change mark(String table, String record, String key, String value) {
        return with("set", table, record, "external_ids:" + key + "=\"" + value + "\"");
    }

    List<String> words() {
        return List.copyOf(words);
    }
}
