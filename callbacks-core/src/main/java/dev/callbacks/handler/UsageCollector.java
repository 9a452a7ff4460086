// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.handler;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

import dev.callbacks.AsyncCallbackHandler;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmError;
import dev.callbacks.event.LlmStart;
import dev.callbacks.event.StartEvent;
import dev.callbacks.message.Generation;
import dev.callbacks.message.Usage;
import org.jspecify.annotations.Nullable;

/**
 * A collector of the usage of models, by the name of the model. As a bean it counts all
 * calls of the application; as a handler of a call, that call and all below it.
 * <p>
 * The usage that providers reported is counted apart from estimates, which stand for
 * answers that were cut off. An answer without usage, or without the name of its model,
 * is not counted; an answer with several candidates is counted once.
 * <b>Thread-safety</b>: exact, however many runs end at once. When a call returns, its
 * usage is counted.
 *
 * @since 0.1.0
 */
public final class UsageCollector implements AsyncCallbackHandler {

	/** The metadata with the name of the model. */
	private static final String MODEL = "model_name";

	private final Map<String, Usage> usage = new ConcurrentHashMap<>();

	private final Map<String, Usage> estimated = new ConcurrentHashMap<>();

	@Override
	public @Nullable CompletionStage<?> onLlmEnd(LlmEnd event) {
		count(event.result().first(), event.start());
		return null;
	}

	@Override
	public @Nullable CompletionStage<?> onLlmError(LlmError event) {
		count(event.partial().first(), event.start());
		return null;
	}

	private void count(@Nullable Generation first, @Nullable StartEvent start) {
		Usage used = (first != null) ? first.usage() : null;
		String model = (first != null) ? model(first, start) : null;
		if (used != null && model != null) {
			(used.estimated() ? this.estimated : this.usage).merge(model, used, Usage::plus);
		}
	}

	/**
	 * Returns the model that answered, or for an answer that was cut off the one that was
	 * asked.
	 */
	private static @Nullable String model(Generation first, @Nullable StartEvent start) {
		if (first.metadata().get(MODEL) instanceof String model) {
			return model;
		}
		boolean cutOff = first.usage() != null && first.usage().estimated();
		return cutOff ? asked(start) : null;
	}

	private static @Nullable String asked(@Nullable StartEvent start) {
		if (start instanceof ChatModelStart chat) {
			String model = chat.options().model();
			return (model != null) ? model : nameIn(chat.parameters());
		}
		return (start instanceof LlmStart completion) ? nameIn(completion.parameters()) : null;
	}

	private static @Nullable String nameIn(Map<String, Object> parameters) {
		return (parameters.get("model") instanceof String model) ? model : null;
	}

	/**
	 * Returns the usage so far that providers reported.
	 * @return the sums by the name of the model
	 */
	public Map<String, Usage> byModel() {
		return new TreeMap<>(this.usage);
	}

	/**
	 * Returns the usage so far of answers that were cut off before their providers
	 * reported it.
	 * @return the sums by the name of the model
	 */
	public Map<String, Usage> estimatedByModel() {
		return new TreeMap<>(this.estimated);
	}

	/**
	 * Returns the usage of all models so far that providers reported.
	 * @return the sum
	 */
	public Usage total() {
		return this.usage.values().stream().reduce(Usage.of(0, 0), Usage::plus);
	}

	/**
	 * Resets all counts.
	 * @return the sums before that providers reported, by the name of the model
	 */
	public Map<String, Usage> reset() {
		this.estimated.clear();
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
