package io.quark.compute.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quark.common.id.Ids;
import io.quark.compute.hypervisor.DiskSource;
import io.quark.compute.hypervisor.HostFailureException;
import io.quark.compute.hypervisor.HostFailureException.Kind;
import io.quark.compute.hypervisor.Pool;
import io.quark.compute.testing.Machines;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pool of libvirt's driver that only plays; real ones: RealPoolIT. */
class LibvirtPoolTest {

    @TempDir
    private Path directory;

    private final String volume = Ids.fresh();
    private LibvirtHypervisor hypervisor;
    private Pool pool;

    @BeforeEach
    void connect() {
        hypervisor = new LibvirtHypervisor("test:///default", "c1", Machines.TREE, directory, CallTimer.NONE);
        hypervisor.open();
        await().until(() -> hypervisor.unreachable().isEmpty());
        pool = hypervisor.pool("default-pool");
    }

    @AfterEach
    void leaveNothing() {
        pool.remove(volume).join();
        hypervisor.close();
    }

    @Test
    void volumeIsMadeOnceAndGoes() {
        assertThat(pool.has(volume).join()).isFalse();

        DiskSource made = pool.create(volume, 8).join();

        assertThat(made).isEqualTo(new DiskSource.InFile("/default-pool/quark-" + volume + ".qcow2", "qcow2"));
        assertThat(pool.create(volume, 8).join()).isEqualTo(made);
        assertThat(pool.has(volume).join()).isTrue();
        pool.remove(volume).join();
        pool.remove(volume).join();
        assertThat(pool.has(volume).join()).isFalse();
    }

    @Test
    void whatIsTooSmallIsMadeAnew() {
        pool.create(volume, 8).join();

        pool.create(volume, 16).join();

        pool.grow(volume, 16, false).join(); // which this driver could not do
    }

    @Test
    void poolThatCannotGrowSaysSoForGood() {
        pool.create(volume, 8).join();

        assertFails(pool.grow(volume, 16, false), "not supported");
    }

    @Test
    void volumeThatIsGoneCannotGrow() {
        assertFails(pool.grow(volume, 16, false), "is gone from the storage pool default-pool");
    }

    @Test
    void poolThatLibvirtHasNotIsNamed() {
        assertFails(hypervisor.pool("nowhere").has(volume), "no storage pool nowhere");
    }

    private static void assertFails(CompletableFuture<?> done, String because) {
        assertThatThrownBy(done::join).cause().isInstanceOfSatisfying(HostFailureException.class, e -> {
            assertThat(e.kind()).isEqualTo(Kind.PERMANENT);
            assertThat(e.getMessage()).contains(because);
        });
    }
}
