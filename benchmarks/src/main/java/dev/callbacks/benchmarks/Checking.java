// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.benchmarks;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.CallbackHandler;
import dev.callbacks.event.LlmNewToken;
import org.jspecify.annotations.Nullable;

/**
 * A check of the order of tokens, by a handler of either kind, and of their delay if
 * their text is the time of their emission.
 */
final class Checking {

	private final Map<UUID, int[]> next = new ConcurrentHashMap<>();

	private final LongAdder tokens = new LongAdder();

	private final LongAdder violations = new LongAdder();

	private final @Nullable Lags lags;

	/**
	 * Creates a check.
	 * @param lags takes the delays, or {@code null} if they are not wanted
	 */
	Checking(@Nullable Lags lags) {
		this.lags = lags;
	}

	CallbackHandler blocking() {
		return new CallbackHandler() {

			@Override
			public void onLlmNewToken(LlmNewToken event) {
				check(event);
			}

		};
	}

	AsyncCallbackHandler async() {
		return new AsyncCallbackHandler() {

			@Override
			public @Nullable CompletionStage<?> onLlmNewToken(LlmNewToken event) {
				check(event);
				return null;
			}

		};
	}

	private void check(LlmNewToken event) {
		if (this.lags != null && !event.last()) {
			this.lags.add(System.nanoTime() - Long.parseLong(event.token()));
		}
		this.tokens.increment();
		int[] next = this.next.computeIfAbsent(event.run().id(), (id) -> new int[1]);
		if (next[0] != event.index()) {
			this.violations.increment();
		}
		next[0] = event.index() + 1;
	}

	long tokens() {
		return this.tokens.sum();
	}

	long violations() {
		return this.violations.sum();
	}

}
