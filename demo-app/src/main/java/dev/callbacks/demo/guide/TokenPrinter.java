// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.demo.guide;

import dev.callbacks.CallbackHandler;
import dev.callbacks.event.LlmNewToken;

import org.springframework.stereotype.Component;

/**
 * A blocking handler, which may take its time on the callback executor.
 */
@Component
final class TokenPrinter implements CallbackHandler {

	@Override
	public void onLlmNewToken(LlmNewToken event) {
		System.out.println("Sync handler being called in a `thread_pool_executor`: token: " + event.token());
	}

}
