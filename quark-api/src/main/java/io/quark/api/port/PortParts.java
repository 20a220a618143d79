package io.quark.api.port;

import io.quark.api.http.ProblemType;
import io.quark.common.json.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * A list that may be too large for one record of the tree, in pieces that fit: the first goes with the work unit itself, the others into further
 * nodes of the same transaction.
 */
record PortParts<T>(List<T> first, List<List<T>> further) {

    /** Room for what the work unit's record says besides. */
    private static final int FIRST_BYTES = Json.MAX_RECORD_BYTES - 8 * 1024;

    private static final int FURTHER_BYTES = Json.MAX_RECORD_BYTES - 1024;

    /** In all pieces; a transaction has at most 256 KiB. */
    private static final int ALL_BYTES = 240 * 1024;

    /** @throws io.quark.api.http.ProblemException if all of them together are too large */
    static <T> PortParts<T> of(List<T> all) {
        List<List<T>> pieces = new ArrayList<>();
        pieces.add(new ArrayList<>());
        int room = FIRST_BYTES;
        int total = 0;
        for (T one : all) {
            int bytes = Json.bytes(one).length + 1;
            total += bytes;
            if (bytes > room) {
                pieces.add(new ArrayList<>());
                room = FURTHER_BYTES;
            }
            pieces.get(pieces.size() - 1).add(one);
            room -= bytes;
        }
        if (total > ALL_BYTES) {
            throw ProblemType.TOO_LARGE.of(
                    all.size() + " ports with all that is asked for have " + total + " bytes; " + ALL_BYTES
                            + " fit into one transaction",
                    "Ask for fewer at once, or with shorter names and fewer tags.");
        }
        return new PortParts<>(pieces.get(0), pieces.subList(1, pieces.size()));
    }
}
