package io.quark.common.fault;

import java.nio.file.Path;

/**
 * A test facility: named points in the code at which a process can be made to die as by {@code kill -9}, so that a test
 * can walk through every step of a change and see that whoever comes next finishes it.
 *
 * <p>Names are dotted and lower case, of what has just been done: {@code orc.placed}, {@code compute.before_gate}. In
 * production none is configured, and reaching a point costs nothing.
 */
@FunctionalInterface
public interface CrashPoints {

    /** No point crashes. */
    CrashPoints NONE = point -> {};

    /** Says that the code has come to this point. Does not return where the process is to die here. Thread safe. */
    void reached(String point);

    /**
     * The crash points of a process.
     *
     * @param configured the value of {@code fault.crash_at}: empty, {@code point}, {@code point#n} to die when the point is
     *     reached for the n-th time, or {@code @file} to die at the point that the file names, which may come and change and go
     */
    static CrashPoints configured(String configured) {
        // Exit status 137 is what a shell reports of a process that was killed by signal 9.
        Runnable halt = () -> Runtime.getRuntime().halt(137);
        if (configured.isEmpty()) {
            return NONE;
        }
        return configured.startsWith("@")
                ? new CrashAsTold(Path.of(configured.substring(1)), halt)
                : CrashAt.parse(configured, halt);
    }
}
