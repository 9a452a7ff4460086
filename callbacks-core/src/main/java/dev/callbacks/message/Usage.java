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
 * @since 0.1.0
 */
public record Usage(long inputTokens, long outputTokens, long totalTokens, Map<String, Long> inputDetails,
		Map<String, Long> outputDetails) {

	public Usage {
		inputDetails = Map.copyOf(inputDetails);
		outputDetails = Map.copyOf(outputDetails);
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
	 * Returns the sum of this usage and another.
	 * @param other the other usage
	 * @return the sum
	 */
	public Usage plus(Usage other) {
		return new Usage(this.inputTokens + other.inputTokens, this.outputTokens + other.outputTokens,
				this.totalTokens + other.totalTokens, sum(this.inputDetails, other.inputDetails),
				sum(this.outputDetails, other.outputDetails));
	}

	private static Map<String, Long> sum(Map<String, Long> one, Map<String, Long> other) {
		Map<String, Long> sum = new TreeMap<>(one);
		other.forEach((name, count) -> sum.merge(name, count, Long::sum));
		return sum;
	}

}
