package io.quark.orc.schedule;

import io.quark.common.model.Resources;
import java.util.Arrays;

/**
 * A segment tree over the hosts of one class: each inner node holds the largest rank, ram, cpu, storage and bandwidth of what
 * lies below it, so that a search for the best host that has room leaves out whole branches. An update and, as a rule, a
 * search cost O(log n). Not thread safe.
 */
final class HostTree {

    /** The rank of an empty leaf. */
    static final long NOBODY = -1;

    private int leaves;
    private long[] rank;
    private long[] ram;
    private int[] cpu;
    private long[] storage;
    private long[] bandwidth;

    HostTree(int leaves) {
        this.leaves = Integer.highestOneBit(Math.max(2, leaves - 1)) * 2;
        rank = filled(this.leaves);
        ram = filled(this.leaves);
        cpu = new int[2 * this.leaves];
        Arrays.fill(cpu, Integer.MIN_VALUE);
        storage = filled(this.leaves);
        bandwidth = filled(this.leaves);
    }

    int leaves() {
        return leaves;
    }

    /** The best rank of all. */
    long best() {
        return rank[1];
    }

    long rank(int slot) {
        return rank[leaves + slot];
    }

    void set(int slot, long newRank, Resources free) {
        put(leaves + slot, newRank, free.ram(), free.cpu(), free.storage(), free.bandwidth());
        climb(leaves + slot);
    }

    void clear(int slot) {
        put(leaves + slot, NOBODY, Long.MIN_VALUE, Integer.MIN_VALUE, Long.MIN_VALUE, Long.MIN_VALUE);
        climb(leaves + slot);
    }

    /** Walks to the leaves that may still win, the most promising branch first. */
    void search(HostSearch search) {
        search(1, search);
    }

    private void search(int node, HostSearch search) {
        Resources needs = search.needs();
        if (rank[node] < search.floor()
                || ram[node] < needs.ram()
                || cpu[node] < needs.cpu()
                || storage[node] < needs.storage()
                || bandwidth[node] < needs.bandwidth()) {
            return;
        }
        if (node >= leaves) {
            search.visit(node - leaves, rank[node]);
            return;
        }
        int left = 2 * node;
        boolean leftFirst = rank[left] >= rank[left + 1];
        search(leftFirst ? left : left + 1, search);
        search(leftFirst ? left + 1 : left, search);
    }

    /** A tree with twice the room and the same leaves. */
    HostTree grown() {
        HostTree bigger = new HostTree(2 * leaves);
        for (int i = 0; i < leaves; i++) {
            int from = leaves + i;
            bigger.put(bigger.leaves + i, rank[from], ram[from], cpu[from], storage[from], bandwidth[from]);
        }
        for (int node = bigger.leaves - 1; node > 0; node--) {
            bigger.gather(node);
        }
        return bigger;
    }

    private void put(int node, long newRank, long newRam, int newCpu, long newStorage, long newBandwidth) {
        rank[node] = newRank;
        ram[node] = newRam;
        cpu[node] = newCpu;
        storage[node] = newStorage;
        bandwidth[node] = newBandwidth;
    }

    private void climb(int leaf) {
        for (int node = leaf / 2; node > 0; node /= 2) {
            if (!gather(node)) {
                return;
            }
        }
    }

    /** Takes the larger of both children; tells whether that changed anything. */
    private boolean gather(int node) {
        int left = 2 * node;
        int right = left + 1;
        long newRank = Math.max(rank[left], rank[right]);
        long newRam = Math.max(ram[left], ram[right]);
        int newCpu = Math.max(cpu[left], cpu[right]);
        long newStorage = Math.max(storage[left], storage[right]);
        long newBandwidth = Math.max(bandwidth[left], bandwidth[right]);
        boolean changed = rank[node] != newRank
                || ram[node] != newRam
                || cpu[node] != newCpu
                || storage[node] != newStorage
                || bandwidth[node] != newBandwidth;
        put(node, newRank, newRam, newCpu, newStorage, newBandwidth);
        return changed;
    }

    private static long[] filled(int leaves) {
        long[] values = new long[2 * leaves];
        Arrays.fill(values, Long.MIN_VALUE);
        return values;
    }
}
