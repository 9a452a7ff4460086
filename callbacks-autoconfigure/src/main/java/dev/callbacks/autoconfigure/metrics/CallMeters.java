// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.metrics;

import java.time.Duration;

import dev.callbacks.autoconfigure.genai.GenAiRequest;
import dev.callbacks.autoconfigure.genai.GenAiResponse;

/**
 * Meters of the operations of generative AI.
 */
interface CallMeters {

	/**
	 * Records an operation that has ended.
	 * @param request the request
	 * @param response the response, or what came of it
	 * @param duration the time from the start to the end
	 */
	void record(GenAiRequest request, GenAiResponse response, Duration duration);

	/**
	 * Registers what an operation that is under way may need when it ends.
	 * @param request the request
	 * @param response a response that it may come to
	 */
	void expect(GenAiRequest request, GenAiResponse response);

}
