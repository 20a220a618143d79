package io.quark.common.looking;

import java.util.Locale;

/** What can be looked at of a machine; also the last part of its path at a compute's endpoint, and what a ticket is for. */
public enum Look {
    CONSOLE_LOG,
    SCREENSHOT,
    AGENT,
    STATISTICS;

    /** Bytes of a console log in one answer at most. */
    public static final int MAX_LOG_BYTES = 1024 * 1024;

    public static final int MAX_LOG_LINES = 10_000;

    /** Bytes of any answer at most: a large screen as PNG. */
    public static final int MAX_ANSWER_BYTES = 16 * 1024 * 1024;

    /** Header of a console log: the position of its end in the file, to go on from. */
    public static final String LOG_END = "Quark-Log-End";

    /** Scheme of the header {@code Authorization} that carries a ticket. */
    public static final String TICKET_SCHEME = "Quark-Ticket";

    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Where a compute's endpoint has it. */
    public static String path(String compute, String instance, String what) {
        return "/computes/" + compute + "/machines/" + instance + "/" + what;
    }
}
