package io.quark.api.work;

import io.quark.api.http.ProblemException;
import io.quark.api.http.ProblemType;
import io.quark.api.http.Request;
import io.quark.common.id.Ids;
import io.quark.common.tree.Op;
import io.quark.common.tree.Paths;
import java.util.Optional;

/**
 * The use of an Idempotency-Key by a request.
 *
 * @param id of the claim on the key
 * @param fingerprint of the request
 */
record KeyUse(String id, String fingerprint) {

    static Optional<KeyUse> of(Request request) {
        return request.idempotencyKey()
                .map(key -> new KeyUse(Ids.derived("idempotency", request.project(), key), Fingerprint.of(request)));
    }

    Op claim(Paths paths, String workUnit) {
        return Op.create(paths.idempotencyKey(id), new IdempotencyClaim(workUnit, fingerprint));
    }

    /** Refuses a key that was used for something else. */
    void check(IdempotencyClaim claim) {
        if (!claim.requestSha256().equals(fingerprint)) {
            throw reused(claim.workUnit());
        }
    }

    /** The refusal of a key that was used for something else. */
    static ProblemException reused(String workUnit) {
        return ProblemType.KEY_REUSED.of(
                "the Idempotency-Key was used before, for another request: work unit " + workUnit,
                "Use a new key for each change that you ask for; repeat a request with its key only as it was.");
    }
}
