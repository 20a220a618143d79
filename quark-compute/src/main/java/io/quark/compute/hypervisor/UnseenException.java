package io.quark.compute.hypervisor;

/** There is nothing to be seen of a machine, and trying again alone will not change that. The message says of what and why; the hint what to do. */
public final class UnseenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean absent;
    private final String hint;

    private UnseenException(boolean absent, String message, String hint) {
        super(message, null, false, false);
        this.absent = absent;
        this.hint = hint;
    }

    /** This compute has no such machine. */
    public static UnseenException absent(String instance) {
        return new UnseenException(
                true,
                "the machine " + instance + " is not on this host",
                "See where it is: its record names its compute; it may be being built, or be gone.");
    }

    /** What is to be seen is there only while it runs. */
    public static UnseenException notRunning(String instance) {
        return new UnseenException(
                false, "the machine " + instance + " is not running", "Start it; its console log can be read anyway.");
    }

    /**
     * The machine lacks what is to be seen.
     *
     * @param what it has none of, e.g. "screen"
     */
    public static UnseenException without(String instance, String what) {
        return new UnseenException(
                false,
                "the machine " + instance + " has no " + what,
                "Machines that were made by an older version, or on a hypervisor that only plays, have none: rebuild it, or"
                        + " make it elsewhere.");
    }

    /** Whether it is the machine itself that is missing. */
    public boolean isAbsent() {
        return absent;
    }

    public String hint() {
        return hint;
    }
}
