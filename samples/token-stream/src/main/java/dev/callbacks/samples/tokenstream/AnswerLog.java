// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.samples.tokenstream;

import dev.callbacks.CallbackHandler;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

@Component
class AnswerLog implements CallbackHandler {

	private static final Logger logger = LoggerFactory.getLogger(AnswerLog.class);

	@Override
	public void onLlmEnd(LlmEnd event) {
		logger.info("{} tokens in {} ms", event.tokens(), event.duration().toMillis());
	}

	@Override
	public void onLlmError(LlmError event) {
		logger.info("{} after {} tokens", event.reason(), event.tokens());
	}

}
