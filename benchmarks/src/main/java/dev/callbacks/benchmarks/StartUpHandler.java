// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import dev.callbacks.CallbackHandler;
import dev.callbacks.event.LlmEnd;
import org.springframework.stereotype.Component;

/**
 * The handler of the application whose start is measured.
 */
@Component
class StartUpHandler implements CallbackHandler {

	@Override
	public void onLlmEnd(LlmEnd event) {
	}

}
