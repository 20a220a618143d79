package io.quark.api.work;

/**
 * What stands at an idempotency key: the work unit that its first request made, and the hash of that request.
 *
 * @param requestSha256 lower-case hex
 */
public record IdempotencyClaim(String workUnit, String requestSha256) {}
