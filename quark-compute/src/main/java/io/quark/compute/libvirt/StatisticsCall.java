package io.quark.compute.libvirt;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.quark.compute.hypervisor.HostFailureException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.libvirt.Connect;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.DomainPointer;

/**
 * libvirt's statistics of domains, many with one call; its Java binding has only single ones. Blocks; stateless.
 *
 * @see <a href="https://libvirt.org/html/libvirt-libvirt-domain.html#virConnectGetAllDomainStats">virConnectGetAllDomainStats</a>
 */
final class StatisticsCall {

    /** VIR_DOMAIN_STATS_: STATE, CPU_TOTAL, BALLOON, VCPU, INTERFACE, BLOCK. */
    private static final int GROUPS = 1 | 2 | 4 | 8 | 16 | 32;

    /** Of a domain that is busy what needs no waiting (VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT). */
    private static final int NOWAIT = 1 << 29;

    private static final int UUID_LENGTH = 37;

    // virTypedParameter: char field[80]; int type; a union of at most eight bytes, aligned to eight.
    private static final int FIELD = 80;
    private static final int VALUE = 88;
    private static final int PARAMETER = 96;

    // virDomainStatsRecord: pointers to the domain and to its parameters, then their number.
    private static final int PARAMETERS = Native.POINTER_SIZE;
    private static final int COUNT = 2 * Native.POINTER_SIZE;

    private final Functions functions;

    StatisticsCall() {
        functions = Native.load("virt", Functions.class);
    }

    /** The functions of libvirt, by their own names. */
    @SuppressWarnings("checkstyle:MethodName")
    interface Functions extends Library {
        int virConnectGetAllDomainStats(
                ConnectionPointer connection, int groups, PointerByReference records, int flags);

        int virDomainListGetStats(Pointer[] domains, int groups, PointerByReference records, int flags);

        void virDomainStatsRecordListFree(Pointer records);

        DomainPointer virDomainLookupByUUIDString(ConnectionPointer connection, String uuid);

        int virDomainFree(DomainPointer domain);

        int virDomainGetUUIDString(Pointer domain, byte[] uuid);
    }

    /** What libvirt says of all domains, whoever's they are: by UUID, then by the names of libvirt. */
    Map<String, Map<String, Object>> all(Connect libvirt) {
        PointerByReference records = new PointerByReference();
        int count = functions.virConnectGetAllDomainStats(pointer(libvirt), GROUPS, records, NOWAIT);
        return read(count, records);
    }

    /** Of one; empty if it is not there. */
    Map<String, Object> of(Connect libvirt, String instance) {
        DomainPointer domain = functions.virDomainLookupByUUIDString(pointer(libvirt), instance);
        if (domain == null) {
            return Map.of();
        }
        try {
            PointerByReference records = new PointerByReference();
            int count = functions.virDomainListGetStats(
                    new Pointer[] {domain.getPointer(), Pointer.NULL}, GROUPS, records, NOWAIT);
            return read(count, records).getOrDefault(instance, Map.of());
        } finally {
            functions.virDomainFree(domain);
        }
    }

    private static ConnectionPointer pointer(Connect libvirt) {
        if (libvirt instanceof OpenConnect open) {
            return open.pointer();
        }
        throw new IllegalArgumentException("not a connection of LibvirtConnection's");
    }

    private Map<String, Map<String, Object>> read(int count, PointerByReference records) {
        if (count < 0) {
            throw HostFailureException.passing(
                    "libvirt gave no statistics of its domains", "see libvirt's log on this host");
        }
        Pointer list = records.getValue();
        try {
            Map<String, Map<String, Object>> all = new LinkedHashMap<>();
            for (int i = 0; i < count; i++) {
                Pointer found = list.getPointer((long) i * Native.POINTER_SIZE);
                all.put(uuid(found.getPointer(0)), parameters(found));
            }
            return all;
        } finally {
            if (list != null) {
                functions.virDomainStatsRecordListFree(list);
            }
        }
    }

    private String uuid(Pointer domain) {
        byte[] text = new byte[UUID_LENGTH];
        functions.virDomainGetUUIDString(domain, text);
        return new String(text, 0, UUID_LENGTH - 1, StandardCharsets.US_ASCII);
    }

    private static Map<String, Object> parameters(Pointer found) {
        Pointer first = found.getPointer(PARAMETERS);
        int count = found.getInt(COUNT);
        Map<String, Object> parameters = new HashMap<>();
        for (int i = 0; i < count; i++) {
            Pointer parameter = first.share((long) i * PARAMETER, PARAMETER);
            parameters.put(parameter.getString(0, StandardCharsets.UTF_8.name()), value(parameter));
        }
        return parameters;
    }

    private static Object value(Pointer parameter) {
        return switch (parameter.getInt(FIELD)) {
            case 1 -> (long) parameter.getInt(VALUE);
            case 2 -> Integer.toUnsignedLong(parameter.getInt(VALUE));
            case 3, 4 -> parameter.getLong(VALUE);
            case 5 -> parameter.getDouble(VALUE);
            case 6 -> (long) parameter.getByte(VALUE);
            case 7 -> parameter.getPointer(VALUE).getString(0, StandardCharsets.UTF_8.name());
            default -> "";
        };
    }
}
