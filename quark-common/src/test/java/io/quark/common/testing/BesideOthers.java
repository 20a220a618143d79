package io.quark.common.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Set;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.ResourceLocksProvider;

/**
 * An integration test that runs while those run that need something of the machine which there is only once, such as its libvirt or the
 * devices of its network. It has nothing to do with these, and measures nothing that others could disturb. Its own methods run one after
 * the other.
 *
 * <p>Integration tests without this run one after the other. One that needs the machine for itself, because it measures how fast
 * something is, is {@link org.junit.jupiter.api.parallel.Isolated}.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(providers = BesideOthers.Itself.class)
public @interface BesideOthers {

    /** Each class locks only itself, which keeps its methods in one thread. */
    final class Itself implements ResourceLocksProvider {

        @Override
        public Set<Lock> provideForClass(Class<?> test) {
            return Set.of(new Lock(test.getName()));
        }
    }
}
