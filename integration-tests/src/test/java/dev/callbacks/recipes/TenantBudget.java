// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.recipes;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.callbacks.CallbackHandler;
import dev.callbacks.CallbackSettings;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmError;
import dev.callbacks.message.LlmResult;

import org.springframework.stereotype.Component;

@Component
@CallbackSettings(raiseError = true)
class TenantBudget implements CallbackHandler {

	private static final long TOKENS = 100_000;

	private final Map<String, Long> spent = new ConcurrentHashMap<>();

	@Override
	public void onChatModelStart(ChatModelStart event) {
		if (this.spent.getOrDefault(tenant(event), 0L) >= TOKENS) {
			// the model is not asked, and the caller gets this exception
			throw new IllegalStateException("The budget of tenant " + tenant(event) + " is spent");
		}
	}

	@Override
	public void onLlmEnd(LlmEnd event) {
		spend(event, event.result());
	}

	@Override
	public void onLlmError(LlmError event) {
		spend(event, event.partial());
	}

	private void spend(CallbackEvent event, LlmResult result) {
		if (result.first() != null && result.first().usage() != null) {
			this.spent.merge(tenant(event), result.first().usage().totalTokens(), Long::sum);
		}
	}

	private static String tenant(CallbackEvent event) {
		return String.valueOf(event.run().metadata().get("tenant"));
	}

}
