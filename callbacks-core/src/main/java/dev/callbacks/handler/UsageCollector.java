// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.handler;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.message.Generation;
import dev.callbacks.message.Usage;
import org.jspecify.annotations.Nullable;

/**
 * Adds up what models say they used, by the name of the model. As a bean it counts all
 * calls of the application; named by a call, those of that call and of all below it, and
 * nothing of it is left afterwards.
 * <p>
 * An answer without usage, or without the name of its model, is not counted; an answer
 * with several candidates is counted once. <b>Thread-safety</b>: exact, however many runs
 * end at once. A call's usage is in when the call returns.
 *
 * @since 0.1.0
 */
public final class UsageCollector implements AsyncCallbackHandler {

	/** Where results name their model. */
	private static final String MODEL = "model_name";

	private final Map<String, Usage> usage = new ConcurrentHashMap<>();

	@Override
	public @Nullable CompletionStage<?> onLlmEnd(LlmEnd event) {
		Generation first = event.result().first();
		if (first != null && first.usage() != null && first.metadata().get(MODEL) instanceof String model) {
			this.usage.merge(model, first.usage(), Usage::plus);
		}
		return null;
	}

	/**
	 * What was used so far.
	 * @return the sums by the name of the model
	 */
	public Map<String, Usage> byModel() {
		return new TreeMap<>(this.usage);
	}

	/**
	 * What was used so far by all models.
	 * @return the sum
	 */
	public Usage total() {
		return this.usage.values().stream().reduce(Usage.of(0, 0), Usage::plus);
	}

	/**
	 * Begins to count anew.
	 * @return what was used before, by the name of the model
	 */
	public Map<String, Usage> reset() {
		Map<String, Usage> before = new TreeMap<>();
		for (String model : this.usage.keySet()) {
			Usage used = this.usage.remove(model);
			if (used != null) {
				before.put(model, used);
			}
		}
		return before;
	}

}
