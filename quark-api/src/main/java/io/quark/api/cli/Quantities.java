package io.quark.api.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Quantities as people write them: {@code 256M}, {@code 2G}, {@code 1T} of memory and disk, {@code 20mbit} of traffic. */
final class Quantities {

    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})\\s*([MGT]?)(I?B)?", Pattern.CASE_INSENSITIVE);

    private static final Pattern TRAFFIC =
            Pattern.compile("(\\d{1,12})\\s*([KMG]?)(BIT)?(/S)?", Pattern.CASE_INSENSITIVE);

    private Quantities() {}

    /**
     * A rate in kbit/s, or an amount of data in kilobits; 1 kbit = 1000 bit.
     *
     * @throws CliException (usage) if the text is neither
     */
    static long kilobits(String text, String option) {
        Matcher matcher = TRAFFIC.matcher(text.trim());
        if (!matcher.matches()) {
            throw new CliException(
                    ExitCode.USAGE,
                    option + ": not a rate: \"" + text
                            + "\" (write 512kbit, 20mbit or 1gbit; a bare number is kbit/s)");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2).toUpperCase(Locale.ROOT)) {
            case "G" -> number * 1_000_000;
            case "M" -> number * 1_000;
            default -> number;
        };
    }

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
