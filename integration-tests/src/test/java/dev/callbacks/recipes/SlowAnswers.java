// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.recipes;

import java.time.Duration;

import dev.callbacks.CallbackListener;
import dev.callbacks.event.LlmEnd;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

@Component
class SlowAnswers {

	private static final Logger logger = LoggerFactory.getLogger(SlowAnswers.class);

	private static final Duration LIMIT = Duration.ofMillis(800);

	@CallbackListener
	void warn(LlmEnd end) {
		Duration first = end.timeToFirstToken();
		if (first != null && first.compareTo(LIMIT) > 0) {
			logger.warn("{} took {} ms to the first of {} tokens, {} ms in all", end.run().name(), first.toMillis(),
					end.tokens(), end.duration().toMillis());
		}
	}

}
