package io.quark.common.model;

/**
 * What a machine or task consumes, or a host offers.
 *
 * @param ram MiB
 * @param cpu virtual CPUs
 * @param storage MiB
 * @param bandwidth guaranteed network bandwidth, kbit/s (1 kbit = 1000 bit)
 */
public record Resources(long ram, int cpu, long storage, long bandwidth) {

    public static final Resources NONE = new Resources(0, 0, 0, 0);

    public Resources plus(Resources other) {
        return new Resources(ram + other.ram, cpu + other.cpu, storage + other.storage, bandwidth + other.bandwidth);
    }

    public Resources minus(Resources other) {
        return new Resources(ram - other.ram, cpu - other.cpu, storage - other.storage, bandwidth - other.bandwidth);
    }

    /** By how much this is more than the other; where it is less, nothing. */
    public Resources beyond(Resources other) {
        return new Resources(
                Math.max(0, ram - other.ram),
                Math.max(0, cpu - other.cpu),
                Math.max(0, storage - other.storage),
                Math.max(0, bandwidth - other.bandwidth));
    }

    /** Whether this much fits into what is free. */
    public boolean fitsIn(Resources free) {
        return ram <= free.ram && cpu <= free.cpu && storage <= free.storage && bandwidth <= free.bandwidth;
    }
}
