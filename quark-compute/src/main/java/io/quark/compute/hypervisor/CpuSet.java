package io.quark.compute.hypervisor;

import java.util.BitSet;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sets of CPUs as text: {@code 0-3,8}. */
public final class CpuSet {

    private static final int MAX_LENGTH = 512;
    private static final Pattern RANGE = Pattern.compile("([0-9]{1,5})(?:-([0-9]{1,5}))?");

    private CpuSet() {}

    /**
     * The CPUs; empty where the text is no set of CPUs below that limit, or names none.
     *
     * @param limit how many CPUs there are at most
     */
    public static Optional<BitSet> parse(String text, int limit) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        BitSet cpus = new BitSet();
        for (String part : text.split(",", -1)) {
            Matcher range = RANGE.matcher(part);
            if (!range.matches()) {
                return Optional.empty();
            }
            int first = Integer.parseInt(range.group(1));
            int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
            if (last < first || last >= limit) {
                return Optional.empty();
            }
            cpus.set(first, last + 1);
        }
        return Optional.of(cpus);
    }
}
