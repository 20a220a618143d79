package io.quark.common.lead;

import java.time.Instant;

/** The record of a shard's ephemeral leader node. */
public record Leader(String process, Instant since) {}
