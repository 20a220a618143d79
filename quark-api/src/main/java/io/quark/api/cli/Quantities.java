package io.quark.api.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write them: {@code 256M}, {@code 2G}, {@code 1T}; a bare number is MiB. */
final class Quantities {

    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})\\s*([MGT]?)(I?B)?", Pattern.CASE_INSENSITIVE);

    private Quantities() {}

    /**
     * A size in MiB.
     *
     * @throws CliException (usage) if the text is not a size
     */
    static long mebibytes(String text, String option) {
        Matcher matcher = SIZE.matcher(text.trim());
        if (!matcher.matches()) {
            throw new CliException(
                    ExitCode.USAGE,
                    option + ": not a size: \"" + text + "\" (write 512M, 2G or 1T; a bare number is MiB)");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2).toUpperCase(Locale.ROOT)) {
            case "G" -> number * 1024;
            case "T" -> number * 1024 * 1024;
            default -> number;
        };
    }

    /**
     * A whole number.
     *
     * @throws CliException (usage) if the text is none
     */
    static int whole(String text, String option) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new CliException(ExitCode.USAGE, option + ": not a whole number: \"" + text + "\"");
        }
    }
}
