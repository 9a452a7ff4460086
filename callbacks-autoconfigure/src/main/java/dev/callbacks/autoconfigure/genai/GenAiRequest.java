// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.autoconfigure.genai;

import java.util.Map;

import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.LlmStart;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.StartEvent;
import org.jspecify.annotations.Nullable;

/**
 * The request of an operation.
 *
 * @param operation the operation
 * @param name the name of the run: of the tool, agent, chain or source of documents
 * @param provider the provider of the model, or {@code null} if no model is asked or
 * nothing is known of it
 * @param model the name of the model that is asked, or {@code null}
 */
public record GenAiRequest(GenAiOperation operation, String name, @Nullable String provider, @Nullable String model) {

	private static final String PROVIDER = "provider";

	private static final String MODEL = "model";

	/**
	 * Creates the request of a run.
	 * @param run the run
	 * @param start its start, or {@code null} if it is not known
	 * @return the request, or {@code null} if the conventions have no such operation
	 */
	public static @Nullable GenAiRequest of(RunInfo run, @Nullable StartEvent start) {
		GenAiOperation operation = GenAiOperation.of(run.kind());
		if (operation == null) {
			return null;
		}
		if (start instanceof ChatModelStart chat) {
			return of(operation, run, chat.parameters(), chat.options().model());
		}
		if (start instanceof LlmStart completion) {
			return of(operation, run, completion.parameters(), null);
		}
		if (operation == GenAiOperation.EMBEDDINGS) {
			return of(operation, run, run.metadata(), null);
		}
		return new GenAiRequest(operation, run.name(), null, null);
	}

	private static GenAiRequest of(GenAiOperation operation, RunInfo run, Map<String, Object> facts,
			@Nullable String model) {
		return new GenAiRequest(operation, run.name(), GenAiProviders.nameOf(text(facts.get(PROVIDER))),
				(model != null) ? model : text(facts.get(MODEL)));
	}

	private static @Nullable String text(@Nullable Object value) {
		return (value instanceof String text && !text.isBlank()) ? text : null;
	}

}
