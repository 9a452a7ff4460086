// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.genai;

import java.util.Map;

import dev.callbacks.message.Usage;

/**
 * The tokens of a call by kind.
 *
 * @param input all tokens of the request
 * @param output all tokens of the answer
 * @param cacheRead those of the request that were read from a cache
 * @param cacheWrite those of the request that were written to a cache
 * @param reasoning those of the answer that are reasoning
 */
public record TokenCounts(long input, long output, long cacheRead, long cacheWrite, long reasoning) {

	/**
	 * Returns the counts of a usage.
	 * @param usage the usage
	 * @return the counts
	 */
	public static TokenCounts of(Usage usage) {
		Map<String, Long> input = usage.inputDetails();
		return new TokenCounts(usage.inputTokens(), usage.outputTokens(), input.getOrDefault("cache_read", 0L),
				input.getOrDefault("cache_write", input.getOrDefault("cache_creation", 0L)),
				usage.outputDetails().getOrDefault("reasoning", 0L));
	}

}
