// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.metrics;

import java.util.stream.Stream;

import dev.callbacks.autoconfigure.genai.TokenCounts;
import dev.callbacks.message.Usage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Tags;

/**
 * The tokens of calls, in the meters of one profile.
 */
interface GenAiUsage {

	/** Nothing is recorded. */
	GenAiUsage NONE = new GenAiUsage() {

		@Override
		public void record(Usage usage, Tags tags) {
		}

		@Override
		public void recordNone(Tags tags) {
		}

		@Override
		public void expect(Tags tags) {
		}

	};

	/**
	 * Records the usage of one call.
	 * @param usage the usage
	 * @param tags the tags of the call
	 */
	void record(Usage usage, Tags tags);

	/**
	 * Records that a call failed of whose usage nothing is known.
	 * @param tags the tags of the call
	 */
	void recordNone(Tags tags);

	/**
	 * Registers the meters of calls that have not ended.
	 * @param tags the tags of such a call
	 */
	void expect(Tags tags);

	/**
	 * Creates the meters that count the tokens, as the conventions do now.
	 */
	static GenAiUsage counters(GenAiMeters meters) {
		return new TokenCounters(meters.tokens("input_tokens"), meters.tokens("output_tokens"),
				meters.tokens("cache_read.input_tokens"), meters.tokens("cache_write.input_tokens"),
				meters.tokens("reasoning.output_tokens"), meters.inputTokens(), meters.outputTokens());
	}

	/**
	 * Creates the histogram of version 1.41.
	 */
	static GenAiUsage histogram(LastingMeter<DistributionSummary> tokens) {
		return new TokenHistogram(tokens);
	}

	/**
	 * The meters that count tokens.
	 */
	record TokenCounters(LastingMeter<Counter> input, LastingMeter<Counter> output, LastingMeter<Counter> cacheRead,
			LastingMeter<Counter> cacheWrite, LastingMeter<Counter> reasoning, LastingMeter<DistributionSummary> inputs,
			LastingMeter<DistributionSummary> outputs) implements GenAiUsage {

		@Override
		public void record(Usage usage, Tags tags) {
			TokenCounts counts = TokenCounts.of(usage);
			TokenModality.split(counts.input(), usage.inputDetails())
				.forEach((modality, count) -> this.input.withTags(modality.tag(tags)).increment(count));
			TokenModality.split(counts.output(), usage.outputDetails())
				.forEach((modality, count) -> this.output.withTags(modality.tag(tags)).increment(count));
			this.cacheRead.withTags(tags).increment(counts.cacheRead());
			this.cacheWrite.withTags(tags).increment(counts.cacheWrite());
			this.reasoning.withTags(tags).increment(counts.reasoning());
			this.outputs.withTags(tags).record(counts.output());
			if (!usage.estimated()) {
				this.inputs.withTags(tags).record(counts.input());
			}
		}

		@Override
		public void recordNone(Tags tags) {
			this.input.withTags(TokenModality.UNKNOWN.tag(tags)).increment(0);
			this.output.withTags(TokenModality.UNKNOWN.tag(tags)).increment(0);
		}

		@Override
		public void expect(Tags tags) {
			Stream.of(this.input, this.output).forEach((meter) -> meter.expect(TokenModality.UNKNOWN.tag(tags)));
			Stream.of(this.cacheRead, this.cacheWrite, this.reasoning, this.inputs, this.outputs)
				.forEach((meter) -> meter.expect(tags));
		}

	}

	/**
	 * The histogram of tokens by their type.
	 */
	record TokenHistogram(LastingMeter<DistributionSummary> tokens) implements GenAiUsage {

		private static final String TYPE = "gen_ai.token.type";

		@Override
		public void record(Usage usage, Tags tags) {
			this.tokens.withTags(tags.and(TYPE, "output")).record(usage.outputTokens());
			if (!usage.estimated()) {
				this.tokens.withTags(tags.and(TYPE, "input")).record(usage.inputTokens());
			}
		}

		@Override
		public void recordNone(Tags tags) {
			// a histogram has no value for it
		}

		@Override
		public void expect(Tags tags) {
			this.tokens.expect(tags.and(TYPE, "output"));
			this.tokens.expect(tags.and(TYPE, "input"));
		}

	}

}
