package io.quark.compute.keep;

/** What is counted of keeping. Called on the loop. */
public interface KeeperMetrics {

    /** For those who count nothing. */
    KeeperMetrics NONE = new KeeperMetrics() {
        @Override
        public void applied() {}

        @Override
        public void failed() {}

        @Override
        public void drifted() {}
    };

    /** The host was brought to what is wanted in one respect. */
    void applied();

    /** The host could not be brought to it; it is tried again. */
    void failed();

    /** Something was found changed by somebody else. */
    void drifted();
}
