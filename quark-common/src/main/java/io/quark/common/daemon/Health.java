package io.quark.common.daemon;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What the parts of a daemon promise, and whether they keep it. Live: the process works and need not be restarted. Ready:
 * it can do its work now. Each check names the contract that is broken and since when. Thread safe.
 *
 * <p>A check is a question that is asked often (each second, and by whoever reads the health endpoint), from any thread: it
 * must answer at once from memory. Its answer is empty where all is well, else what is wrong, for people.
 */
public final class Health {

    private final Clock clock;
    private final List<Check> live = new CopyOnWriteArrayList<>();
    private final List<Check> ready = new CopyOnWriteArrayList<>();

    public Health(Clock clock) {
        this.clock = clock;
    }

    /**
     * Adds a check without which the process is of no use any more.
     *
     * @param name short, snake_case: {@code event_loop}
     * @param contract what is promised: "the event loop answers within 10 s"
     */
    public void live(String name, String contract, Supplier<Optional<String>> question) {
        live.add(new Check(name, contract, question, clock));
    }

    /** Adds a check without which the process cannot do its work now. Parameters as for {@link #live(String, String, Supplier)}. */
    public void ready(String name, String contract, Supplier<Optional<String>> question) {
        ready.add(new Check(name, contract, question, clock));
    }

    /** Asks the live checks. */
    public Report live() {
        return report(live);
    }

    /** Asks the live and the ready checks: what is not live is not ready. */
    public Report ready() {
        Report alive = report(live);
        Report able = report(ready);
        return new Report(
                alive.ok() && able.ok(),
                Stream.concat(alive.checks().stream(), able.checks().stream()).toList());
    }

    private static Report report(List<Check> checks) {
        List<Finding> findings = checks.stream().map(Check::ask).toList();
        return new Report(findings.stream().allMatch(Finding::ok), findings);
    }

    /** The answers to all checks of one kind. */
    public record Report(boolean ok, List<Finding> checks) {

        public Report {
            checks = List.copyOf(checks);
        }

        /** What is broken, in one line. */
        public String faults() {
            return String.join(
                    "; ",
                    checks.stream()
                            .flatMap(finding -> finding.fault().map(fault -> finding.name() + ": " + fault).stream())
                            .toList());
        }
    }

    /**
     * The answer to one check.
     *
     * @param since when the contract was first seen broken (to the second); empty where it holds
     */
    public record Finding(String name, String contract, boolean ok, Optional<String> fault, Optional<Instant> since) {}
}
