package io.quark.common.testing;

/**
 * The id of this test's JVM in the names of what would outlive it if it were killed: so whoever clears up (scripts/lib/sweep.sh) tells what
 * nobody uses any more from what other tests on the machine use.
 */
public final class TestMark {

    private TestMark() {}

    /** How the name of a directory or namespace begins. */
    public static String begin(String kind) {
        return kind + ProcessHandle.current().pid() + "-";
    }

    /** The owner of devices and rules on the machine's own network. */
    public static String owner() {
        return "quark-test-" + ProcessHandle.current().pid();
    }
}
