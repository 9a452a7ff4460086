// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.demo;

import dev.callbacks.CallbackHandler;
import dev.callbacks.event.LlmNewToken;

import org.springframework.stereotype.Component;

/**
 * A blocking handler, which may take its time on the callback executor.
 */
@Component
class TokenPrinter implements CallbackHandler {

	@Override
	public void onLlmNewToken(LlmNewToken event) {
		String token = event.token().replace("\n", "\\n");
		System.out.println("[" + Thread.currentThread().getName() + "] token: \"" + token + "\"");
	}

}
