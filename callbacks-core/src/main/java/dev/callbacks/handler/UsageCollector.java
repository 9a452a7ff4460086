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
 * A collector of the usage that models report, by the name of the model. As a bean it
 * counts all calls of the application; as a handler of a call, that call and all below
 * it.
 * <p>
 * An answer without usage, or without the name of its model, is not counted; an answer
 * with several candidates is counted once. <b>Thread-safety</b>: exact, however many runs
 * end at once. When a call returns, its usage is counted.
 *
 * @since 0.1.0
 */
public final class UsageCollector implements AsyncCallbackHandler {

	/** The metadata with the name of the model. */
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
	 * Returns the usage so far.
	 * @return the sums by the name of the model
	 */
	public Map<String, Usage> byModel() {
		return new TreeMap<>(this.usage);
	}

	/**
	 * Returns the usage of all models so far.
	 * @return the sum
	 */
	public Usage total() {
		return this.usage.values().stream().reduce(Usage.of(0, 0), Usage::plus);
	}

	/**
	 * Resets all counts.
	 * @return the sums before, by the name of the model
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
