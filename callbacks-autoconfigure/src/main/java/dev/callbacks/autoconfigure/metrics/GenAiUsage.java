// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.metrics;

import dev.callbacks.autoconfigure.genai.TokenCounts;
import dev.callbacks.message.Usage;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.Tags;

/**
 * A recorder of the tokens of calls.
 */
@FunctionalInterface
interface GenAiUsage {

	/**
	 * Records the usage of one call.
	 * @param usage the usage
	 * @param tags the tags of the call
	 */
	void record(Usage usage, Tags tags);

	/**
	 * Creates a recorder that counts the tokens, as the conventions do now.
	 */
	static GenAiUsage counters(GenAiMeters meters) {
		var input = meters.tokens("input_tokens");
		var output = meters.tokens("output_tokens");
		var cacheRead = meters.tokens("cache_read.input_tokens");
		var cacheWrite = meters.tokens("cache_write.input_tokens");
		var reasoning = meters.tokens("reasoning.output_tokens");
		var inputs = meters.inputTokens();
		var outputs = meters.outputTokens();
		return (usage, tags) -> {
			TokenCounts counts = TokenCounts.of(usage);
			input.withTags(tags).increment(counts.input());
			output.withTags(tags).increment(counts.output());
			cacheRead.withTags(tags).increment(counts.cacheRead());
			cacheWrite.withTags(tags).increment(counts.cacheWrite());
			reasoning.withTags(tags).increment(counts.reasoning());
			outputs.withTags(tags).record(counts.output());
			if (!usage.estimated()) {
				inputs.withTags(tags).record(counts.input());
			}
		};
	}

	/**
	 * Creates a recorder with the histogram of version 1.41.
	 */
	static GenAiUsage histogram(MeterProvider<DistributionSummary> tokens) {
		return (usage, tags) -> {
			tokens.withTags(tags.and("gen_ai.token.type", "output")).record(usage.outputTokens());
			if (!usage.estimated()) {
				tokens.withTags(tags.and("gen_ai.token.type", "input")).record(usage.inputTokens());
			}
		};
	}

}
