// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.message;

import java.util.Map;
import java.util.TreeMap;

/**
 * The number of tokens that an answer cost.
 *
 * @param inputTokens the tokens of the request
 * @param outputTokens the tokens of the answer
 * @param totalTokens all tokens
 * @param inputDetails parts of the input tokens, such as {@code cache_read}
 * @param outputDetails parts of the output tokens, such as {@code reasoning}
 * @param estimated whether the provider did not report it, as of an answer that was cut
 * off, so that it is what is known
 * @since 0.1.0
 */
public record Usage(long inputTokens, long outputTokens, long totalTokens, Map<String, Long> inputDetails,
		Map<String, Long> outputDetails, boolean estimated) {

	public Usage {
		inputDetails = Map.copyOf(inputDetails);
		outputDetails = Map.copyOf(outputDetails);
	}

	/**
	 * Creates a usage that the provider reported.
	 * @param inputTokens the tokens of the request
	 * @param outputTokens the tokens of the answer
	 * @param totalTokens all tokens
	 * @param inputDetails parts of the input tokens, such as {@code cache_read}
	 * @param outputDetails parts of the output tokens, such as {@code reasoning}
	 */
	public Usage(long inputTokens, long outputTokens, long totalTokens, Map<String, Long> inputDetails,
			Map<String, Long> outputDetails) {
		this(inputTokens, outputTokens, totalTokens, inputDetails, outputDetails, false);
	}

	/**
	 * Creates the usage of an answer that was cut off before the provider reported one.
	 * @param outputTokens the tokens that came
	 * @return the usage, estimated
	 */
	public static Usage estimate(long outputTokens) {
		return new Usage(0, outputTokens, outputTokens, Map.of(), Map.of(), true);
	}

	/**
	 * Creates a usage without details.
	 * @param inputTokens the tokens of the request
	 * @param outputTokens the tokens of the answer
	 * @return the usage
	 */
	public static Usage of(long inputTokens, long outputTokens) {
		return new Usage(inputTokens, outputTokens, inputTokens + outputTokens, Map.of(), Map.of());
	}

	/**
	 * Returns the sum of this usage and another, which is estimated if one of them is.
	 * @param other the other usage
	 * @return the sum
	 */
	public Usage plus(Usage other) {
		return new Usage(this.inputTokens + other.inputTokens, this.outputTokens + other.outputTokens,
				this.totalTokens + other.totalTokens, sum(this.inputDetails, other.inputDetails),
				sum(this.outputDetails, other.outputDetails), this.estimated || other.estimated);
	}

	private static Map<String, Long> sum(Map<String, Long> one, Map<String, Long> other) {
		Map<String, Long> sum = new TreeMap<>(one);
		other.forEach((name, count) -> sum.merge(name, count, Long::sum));
		return sum;
	}

}
