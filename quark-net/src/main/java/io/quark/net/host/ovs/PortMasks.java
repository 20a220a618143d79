package io.quark.net.host.ovs;

import io.quark.net.host.Filter;
import java.util.ArrayList;
import java.util.List;

/** A range of ports as OpenFlow matches it: by as few values with masks as there can be; at most 30. */
final class PortMasks {

    private static final int PORTS = 1 << 16;

    private PortMasks() {}

    /** Each {@code 0xvalue/0xmask}; together exactly the range. */
    static List<String> of(Filter.PortRange range) {
        List<String> masks = new ArrayList<>();
        int first = range.first();
        while (first <= range.last()) {
            int size = first == 0 ? PORTS : Integer.lowestOneBit(first);
            while (first + size - 1 > range.last()) {
                size >>= 1;
            }
            masks.add("0x" + Integer.toHexString(first) + "/0x" + Integer.toHexString(PORTS - size));
            first += size;
        }
        return masks;
    }
}
