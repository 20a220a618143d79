package io.quark.compute.libvirt;

import io.quark.common.looking.MachineStatistics;
import io.quark.common.looking.MachineStatistics.Cpu;
import io.quark.common.looking.MachineStatistics.Disk;
import io.quark.common.looking.MachineStatistics.Interface;
import io.quark.common.looking.MachineStatistics.Memory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What libvirt's parameters of a domain say. Pure.
 *
 * @see <a href="https://libvirt.org/html/libvirt-libvirt-domain.html#virConnectGetAllDomainStats">their names</a>
 */
final class StatisticsReading {

    private static final long KIB = 1024;
    private static final int LAST_ACTIVE_STATE = 4;

    private final String instance;
    private final Map<String, Object> parameters;
    private final Map<String, String> macs;

    private StatisticsReading(String instance, Map<String, Object> parameters, Map<String, String> macs) {
        this.instance = instance;
        this.parameters = parameters;
        this.macs = macs;
    }

    /** @param macs of interfaces by their device on the host, where known */
    static MachineStatistics of(String instance, Map<String, Object> parameters, Map<String, String> macs) {
        return new StatisticsReading(instance, parameters, macs).read();
    }

    private MachineStatistics read() {
        long state = number("state.state");
        return new MachineStatistics(
                instance,
                state >= 1 && state <= LAST_ACTIVE_STATE, // running, blocked, paused, being shut down
                new Cpu(number("cpu.time"), (int) number("vcpu.current")),
                new Memory(
                        KIB * number("balloon.maximum"),
                        KIB * number("balloon.current"),
                        kib("balloon.rss"),
                        kib("balloon.unused")),
                each("block").mapToObj(this::disk).toList(),
                each("net").mapToObj(this::nic).toList());
    }

    private IntStream each(String group) {
        return IntStream.range(0, (int) number(group + ".count"));
    }

    private Disk disk(int i) {
        String of = "block." + i + ".";
        return new Disk(
                text(of + "name"),
                number(of + "rd.bytes"),
                number(of + "rd.reqs"),
                number(of + "wr.bytes"),
                number(of + "wr.reqs"));
    }

    /** libvirt tells what the host's side of a tap has received and sent in the words of the guest. */
    private Interface nic(int i) {
        String of = "net." + i + ".";
        String name = text(of + "name");
        return new Interface(
                name,
                Optional.ofNullable(macs.get(name)),
                number(of + "rx.bytes"),
                number(of + "rx.pkts"),
                number(of + "tx.bytes"),
                number(of + "tx.pkts"),
                number(of + "rx.drop") + number(of + "tx.drop"));
    }

    private Optional<Long> kib(String name) {
        return parameters.containsKey(name) ? Optional.of(KIB * number(name)) : Optional.empty();
    }

    private long number(String name) {
        return parameters.get(name) instanceof Long number ? number : 0;
    }

    private String text(String name) {
        return parameters.get(name) instanceof String text ? text : "";
    }

    /** The ids of those that are asked for, so that a list keeps its order. */
    static List<MachineStatistics> of(List<String> instances, Map<String, Map<String, Object>> all) {
        return instances.stream()
                .filter(all::containsKey)
                .map(instance -> of(instance, all.getOrDefault(instance, Map.of()), Map.of()))
                .toList();
    }
}
