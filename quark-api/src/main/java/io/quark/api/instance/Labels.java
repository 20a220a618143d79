package io.quark.api.instance;

import io.quark.api.bind.Faults;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What labels may be, and which of them a filter means. Pure. */
public final class Labels {

    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._/-]{0,61}[A-Za-z0-9])?");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private Labels() {}

    /** Adds the faults of labels that stand at {@code /labels}. */
    public static void check(Map<String, String> labels, Faults faults) {
        labels.forEach((key, value) -> {
            String at = Faults.below("/labels", key);
            if (!KEY.matcher(key).matches()) {
                faults.add(at, "is not a label's key: 1 to 63 letters, digits, dots, dashes, underscores and slashes");
            }
            if (CONTROL.matcher(value).find()) {
                faults.add(at, "must not have control characters");
            }
        });
    }

    /** Whether a filter, {@code key=value} or {@code key} for any value, means a thing with these labels. */
    public static boolean match(Map<String, String> labels, String filter) {
        List<String> parts = List.of(filter.split("=", 2));
        Optional<String> value = Optional.ofNullable(labels.get(parts.get(0)));
        return parts.size() == 1
                ? value.isPresent()
                : value.filter(parts.get(1)::equals).isPresent();
    }
}
