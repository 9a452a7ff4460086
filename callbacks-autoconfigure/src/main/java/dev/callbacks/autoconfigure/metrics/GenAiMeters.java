// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.metrics;

import java.time.Duration;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

/**
 * The GenAI meters of the conventions, with their buckets.
 */
final class GenAiMeters {

	static final String OPERATION_DURATION = "gen_ai.client.operation.duration";

	static final String TOKEN_USAGE = "gen_ai.client.token.usage";

	/** From 10 ms, each twice the one before. */
	private static final Duration[] TIMES = IntStream.range(0, 14)
		.mapToObj((i) -> Duration.ofMillis(10L << i))
		.toArray(Duration[]::new);

	/** The powers of four. */
	private static final double[] TOKENS = DoubleStream.iterate(1, (bucket) -> bucket * 4).limit(14).toArray();

	private final MeterRegistry registry;

	private final boolean version141;

	private final Set<String> taken;

	/**
	 * Creates the meters.
	 * @param version141 whether names are those of version 1.41 of the conventions
	 * @param taken the names of meters that are left to others
	 */
	GenAiMeters(MeterRegistry registry, boolean version141, Set<String> taken) {
		this.registry = registry;
		this.version141 = version141;
		this.taken = taken;
	}

	/**
	 * Returns the durations of inference, or {@code null} if they are among those of
	 * operations.
	 */
	@Nullable LastingMeter<Timer> inferenceDuration() {
		return this.version141 ? null
				: timer("gen_ai.client.inference.duration", "Time from the request to the end of the answer");
	}

	/**
	 * Returns the durations of operations, or {@code null} if others have them.
	 */
	@Nullable LastingMeter<Timer> operationDuration() {
		return this.taken.contains(OPERATION_DURATION) ? null
				: timer(OPERATION_DURATION, "Time from the request to the end of the answer");
	}

	LastingMeter<Timer> toolDuration() {
		return timer("gen_ai.execute_tool.duration", "Time of a call of a tool");
	}

	LastingMeter<Timer> agentDuration() {
		return timer("gen_ai.invoke_agent.duration", "Time of the work of an agent or a chain");
	}

	LastingMeter<Timer> timeToFirstChunk() {
		return timer(prefix() + "time_to_first_chunk", "Time from the request to the first chunk of the answer");
	}

	LastingMeter<Timer> timePerOutputChunk() {
		return timer(prefix() + "time_per_output_chunk", "Time from one chunk of an answer to the next");
	}

	private String prefix() {
		return this.version141 ? "gen_ai.client.operation." : "gen_ai.client.inference.";
	}

	/**
	 * Returns the recorder of tokens, which does nothing if others have its meter.
	 */
	GenAiUsage usage() {
		if (!this.version141) {
			return GenAiUsage.counters(this);
		}
		return this.taken.contains(TOKEN_USAGE) ? GenAiUsage.NONE
				: GenAiUsage.histogram(summary(TOKEN_USAGE, "Tokens of a request or an answer"));
	}

	LastingMeter<DistributionSummary> inputTokens() {
		return summary("gen_ai.client.inference.operation.input_tokens", "Tokens of a request");
	}

	LastingMeter<DistributionSummary> outputTokens() {
		return summary("gen_ai.client.inference.operation.output_tokens", "Tokens of an answer");
	}

	LastingMeter<Counter> tokens(String kind) {
		return new LastingMeter<>(Counter.builder("gen_ai.client.inference.usage." + kind)
			.description("Tokens that models were given or gave")
			.withRegistry(this.registry));
	}

	private LastingMeter<Timer> timer(String name, String description) {
		return new LastingMeter<>(
				Timer.builder(name).description(description).serviceLevelObjectives(TIMES).withRegistry(this.registry));
	}

	private LastingMeter<DistributionSummary> summary(String name, String description) {
		return new LastingMeter<>(DistributionSummary.builder(name)
			.description(description)
			.serviceLevelObjectives(TOKENS)
			.withRegistry(this.registry));
	}

}
