package io.quark.common.daemon;

import io.quark.common.daemon.Health.Finding;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One check of {@link Health}, and since when it has been broken; logs when that changes. Thread safe. */
final class Check {

    private static final Logger log = LoggerFactory.getLogger(Check.class);

    private final String name;
    private final String contract;
    private final Supplier<Optional<String>> question;
    private final Clock clock;
    private Optional<Instant> brokenSince = Optional.empty();

    Check(String name, String contract, Supplier<Optional<String>> question, Clock clock) {
        this.name = name;
        this.contract = contract;
        this.question = question;
        this.clock = clock;
    }

    synchronized Finding ask() {
        Optional<String> fault = answer();
        if (fault.isPresent() && brokenSince.isEmpty()) {
            brokenSince = Optional.of(clock.instant());
            log.atDebug()
                    .addKeyValue("check", name)
                    .addKeyValue("fault", fault.get())
                    .log("contract broken: {}", contract);
        } else if (fault.isEmpty() && brokenSince.isPresent()) {
            log.atDebug()
                    .addKeyValue("check", name)
                    .addKeyValue("since", brokenSince.get())
                    .log("contract holds again: {}", contract);
            brokenSince = Optional.empty();
        }
        return new Finding(name, contract, fault.isEmpty(), fault, brokenSince);
    }

    private Optional<String> answer() {
        try {
            return question.get();
        } catch (RuntimeException e) {
            return Optional.of("the check itself failed: " + e);
        }
    }
}
