package io.quark.net.host.ovs;

import io.quark.common.model.TrafficLimits.Rate;
import io.quark.net.host.HostProblems;
import io.quark.net.host.ProcessRunner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** {@code ovs-ofctl}: what a bridge does with frames. Each call is one run of the program. Thread safe. */
final class Ofctl {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    /** The first version with bundles; meters are there since 1.3. */
    private static final List<String> VERSION = List.of("--timeout=15", "-O", "OpenFlow14");

    private static final Pattern METER =
            Pattern.compile("meter=(\\d+) kbps burst (?:stats )?bands=\\s*type=drop rate=(\\d+) burst_size=(\\d+)");

    private static final Pattern COOKIE = Pattern.compile("^\\s*cookie=(0x[0-9a-f]+)");

    private final ProcessRunner runner;
    private final List<String> command;
    private final String prefix;

    /**
     * Runs it by this command.
     *
     * @param command program and first arguments
     * @param runDirectory where the switch has its sockets; empty: where the program looks by itself
     */
    Ofctl(ProcessRunner runner, List<String> command, String runDirectory) {
        this.runner = runner;
        this.command = List.copyOf(command);
        this.prefix = runDirectory.isEmpty() ? "" : "unix:" + runDirectory + "/";
    }

    private String target(String bridge) {
        return prefix.isEmpty() ? bridge : prefix + bridge + ".mgmt";
    }

    /**
     * Changes the flows of a bridge, all of them at once or not at all: no frame sees anything between.
     *
     * @param lines {@code add ...}, {@code delete ...}
     */
    void change(String bridge, List<String> lines) {
        StringBuilder input = new StringBuilder();
        lines.forEach(line -> input.append("flow ").append(line).append('\n'));
        run(input.toString(), "bundle", target(bridge), "-");
    }

    /** The flows of a bridge with that cookie, one a line, without statistics. */
    List<String> flows(String bridge, long cookie) {
        return run("", "--no-stats", "--no-names", "dump-flows", target(bridge), "cookie=" + cookie + "/-1")
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("cookie="))
                .toList();
    }

    /** How many flows a bridge has of each cookie. */
    Map<Long, Long> counts(String bridge) {
        return run("", "--no-stats", "--no-names", "dump-flows", target(bridge))
                .lines()
                .map(COOKIE::matcher)
                .filter(Matcher::find)
                .collect(Collectors.groupingBy(found -> Long.decode(found.group(1)), Collectors.counting()));
    }

    /** The limits that the meters of a bridge put into force, by number. */
    Map<Integer, Rate> meters(String bridge) {
        Matcher meter = METER.matcher(run("", "dump-meters", target(bridge)));
        Map<Integer, Rate> meters = new HashMap<>();
        while (meter.find()) {
            meters.put(
                    Integer.valueOf(meter.group(1)),
                    new Rate(Long.parseLong(meter.group(2)), Long.parseLong(meter.group(3))));
        }
        return meters;
    }

    void addMeter(String bridge, int number, Rate rate) {
        run("", "add-meter", target(bridge), meter(number, rate));
    }

    /** In place: what passes is limited by the one or by the other. */
    void changeMeter(String bridge, int number, Rate rate) {
        run("", "mod-meter", target(bridge), meter(number, rate));
    }

    void deleteMeter(String bridge, int number) {
        run("", "del-meter", target(bridge), "meter=" + number);
    }

    private static String meter(int number, Rate rate) {
        return "meter=" + number + ",kbps,burst,stats,bands=type=drop,rate=" + rate.kbps() + ",burst_size="
                + rate.burstKbit();
    }

    /** Keeps flooded frames from a bridge's own device. */
    void spareOwnDevice(String bridge) {
        run("", "mod-port", target(bridge), bridge, "no-flood");
    }

    /** Forgets the connections of a connection tracking zone. */
    void forgetConnections(String bridge, int zone) {
        run("", "ct-flush-zone", target(bridge), Integer.toString(zone));
    }

    private String run(String input, String... words) {
        List<String> all = new ArrayList<>(command);
        all.addAll(VERSION);
        all.addAll(Arrays.asList(words));
        ProcessRunner.Outcome outcome = runner.run(all, input, TIMEOUT);
        if (outcome.exit() != 0) {
            throw HostProblems.failed("'ovs-ofctl " + String.join(" ", words) + "' failed: "
                    + outcome.err().strip());
        }
        return outcome.out();
    }
}
