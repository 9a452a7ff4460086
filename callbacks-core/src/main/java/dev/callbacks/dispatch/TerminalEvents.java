// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.dispatch;

import java.util.Objects;

import dev.callbacks.event.ChainEnd;
import dev.callbacks.event.ChainError;
import dev.callbacks.event.EndEvent;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmError;
import dev.callbacks.event.RetrieverEnd;
import dev.callbacks.event.RetrieverError;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.StartEvent;
import dev.callbacks.event.ToolEnd;
import dev.callbacks.event.ToolError;
import dev.callbacks.message.Document;
import dev.callbacks.message.LlmResult;
import org.jspecify.annotations.Nullable;

/**
 * Makes the terminal event that fits the kind of a run.
 *
 * @param run the run
 * @param sequence the place of the event in the run
 * @param nanos when it ended
 * @param firstTokenNanos when its first token came, or -1
 * @param tokens how many tokens came
 * @param start the start of the run
 */
record TerminalEvents(RunInfo run, long sequence, long nanos, long firstTokenNanos, int tokens,
		@Nullable StartEvent start) {

	EndEvent end(@Nullable Object result) {
		return switch (this.run.kind()) {
			case CHAT_MODEL, LLM -> new LlmEnd(this.run, this.sequence, this.nanos, this.firstTokenNanos, this.tokens,
					(LlmResult) Objects.requireNonNull(result), this.start);
			case TOOL -> new ToolEnd(this.run, this.sequence, this.nanos, result, this.start);
			case RETRIEVER ->
				new RetrieverEnd(this.run, this.sequence, this.nanos, Document.listOf(result), this.start);
			default -> new ChainEnd(this.run, this.sequence, this.nanos, result, this.start);
		};
	}

	ErrorEvent error(Throwable error, EndReason reason, @Nullable Object partial) {
		return switch (this.run.kind()) {
			case CHAT_MODEL, LLM -> new LlmError(this.run, this.sequence, this.nanos, this.firstTokenNanos, this.tokens,
					error, reason, (LlmResult) Objects.requireNonNull(partial), this.start);
			case TOOL -> new ToolError(this.run, this.sequence, this.nanos, error, reason, partial, this.start);
			case RETRIEVER -> new RetrieverError(this.run, this.sequence, this.nanos, error, reason,
					Document.listOf(partial), this.start);
			default -> new ChainError(this.run, this.sequence, this.nanos, error, reason, partial, this.start);
		};
	}

}
