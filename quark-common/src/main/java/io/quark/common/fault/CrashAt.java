package io.quark.common.fault;

import java.util.concurrent.atomic.AtomicInteger;

/** Halts when one point is reached for the n-th time. */
final class CrashAt implements CrashPoints {

    private final String point;
    private final AtomicInteger left;
    private final Runnable halt;

    private CrashAt(String point, int times, Runnable halt) {
        this.point = point;
        this.left = new AtomicInteger(times);
        this.halt = halt;
    }

    static CrashAt parse(String configured, Runnable halt) {
        int hash = configured.indexOf('#');
        return hash < 0
                ? new CrashAt(configured, 1, halt)
                : new CrashAt(configured.substring(0, hash), Integer.parseInt(configured.substring(hash + 1)), halt);
    }

    @Override
    public void reached(String reached) {
        if (reached.equals(point) && left.decrementAndGet() == 0) {
            halt.run();
        }
    }
}
