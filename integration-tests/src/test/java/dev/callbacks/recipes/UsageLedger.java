// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.recipes;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.callbacks.CallbackListener;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmError;
import dev.callbacks.event.RunInfo;
import dev.callbacks.message.LlmResult;
import dev.callbacks.message.Usage;

import org.springframework.stereotype.Component;

@Component
class UsageLedger {

	private final Map<String, Usage> byUser = new ConcurrentHashMap<>();

	@CallbackListener
	void add(LlmEnd end) {
		add(end.run(), end.result());
	}

	@CallbackListener
	void add(LlmError error) {
		add(error.run(), error.partial());
	}

	private void add(RunInfo run, LlmResult result) {
		if (result.first() != null && result.first().usage() != null) {
			String user = String.valueOf(run.metadata().get("user"));
			// estimated() is true of the sum as soon as one part of it was cut off
			this.byUser.merge(user, result.first().usage(), Usage::plus);
		}
	}

	Usage of(String user) {
		return this.byUser.getOrDefault(user, Usage.of(0, 0));
	}

}
