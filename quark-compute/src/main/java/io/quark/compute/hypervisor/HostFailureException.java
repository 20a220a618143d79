package io.quark.compute.hypervisor;

/** A host could not do what it was asked. The message says what, on what, and why; the hint what to do about it. */
public final class HostFailureException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final String hint;

    public HostFailureException(Kind kind, String message, String hint) {
        super(message);
        this.kind = kind;
        this.hint = hint;
    }

    public HostFailureException(Kind kind, String message, String hint, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.hint = hint;
    }

    public static HostFailureException permanent(String message, String hint) {
        return new HostFailureException(Kind.PERMANENT, message, hint);
    }

    public static HostFailureException passing(String message, String hint) {
        return new HostFailureException(Kind.PASSING, message, hint);
    }

    /** What was asked for does not fit the machine as it is; nothing of it was done. */
    public static HostFailureException unfit(String message, String hint) {
        return new HostFailureException(Kind.UNFIT, message, hint);
    }

    public Kind kind() {
        return kind;
    }

    public String hint() {
        return hint;
    }

    public enum Kind {
        /** Trying again will not help. */
        PERMANENT,
        /** As {@link #PERMANENT}, and not the host's fault: the machine is not as it has to be for what is asked. */
        UNFIT,
        /** Trying again soon may help. */
        PASSING,
        /** What does the work cannot be reached; it may take long until it can. Whether it was done is not known. */
        UNREACHABLE,
        /** Given up because it is not wanted any more. */
        STOPPED
    }
}
