// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.metrics;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of meters.
 *
 * @param enabled Whether there are meters of runs and handlers.
 * @param genAi Whether there are the meters of the GenAI conventions.
 * @param timePerOutputChunk Whether the time from each chunk of an answer to the next is
 * recorded, which costs some time per chunk.
 */
@ConfigurationProperties("callbacks.metrics")
record MetricsProperties(@DefaultValue("true") boolean enabled, @DefaultValue("true") boolean genAi,
		@DefaultValue("false") boolean timePerOutputChunk) {

}
