// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.springai;

import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import dev.callbacks.Run;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.util.StringUtils;

/**
 * The calls of tools that a model asks for, and the run in which it asks, for the tools
 * that are called on whichever threads.
 */
final class AskedTools {

	/** The arguments that upstream gives where the model gives none. */
	private static final String NO_ARGUMENTS = "{}";

	/** The calls that have not begun. */
	private final Queue<AssistantMessage.ToolCall> waiting = new ConcurrentLinkedQueue<>();

	private volatile @Nullable Run run;

	/**
	 * Adds the calls that an answer asks for.
	 * @param answer the answer of the model, or {@code null}
	 * @param run the run in which the model was asked, or {@code null}
	 */
	void add(@Nullable ChatResponse answer, @Nullable Run run) {
		if (answer == null) {
			return;
		}
		for (Generation candidate : answer.getResults()) {
			AssistantMessage message = candidate.getOutput();
			if (message != null && !message.getToolCalls().isEmpty()) {
				this.run = run;
				this.waiting.addAll(message.getToolCalls());
			}
		}
	}

	/**
	 * Takes the first call that fits.
	 */
	AssistantMessage.@Nullable ToolCall take(String name, @Nullable String input) {
		for (AssistantMessage.ToolCall call : this.waiting) {
			String arguments = StringUtils.hasText(call.arguments()) ? call.arguments() : NO_ARGUMENTS;
			if (Objects.equals(call.name(), name) && arguments.equals(input) && this.waiting.remove(call)) {
				return call;
			}
		}
		return null;
	}

	/**
	 * Returns the run in which the model asked, or {@code null} if that is not known or
	 * is over.
	 */
	@Nullable Run run() {
		Run run = this.run;
		return (run != null && !run.finished().toCompletableFuture().isDone()) ? run : null;
	}

}
