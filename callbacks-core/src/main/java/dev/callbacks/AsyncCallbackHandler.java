// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

import java.util.concurrent.CompletionStage;

import dev.callbacks.event.AgentAction;
import dev.callbacks.event.AgentFinish;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ChainEnd;
import dev.callbacks.event.ChainError;
import dev.callbacks.event.ChainStart;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.CustomEvent;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmError;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.LlmStart;
import dev.callbacks.event.RetrieverEnd;
import dev.callbacks.event.RetrieverError;
import dev.callbacks.event.RetrieverStart;
import dev.callbacks.event.Retry;
import dev.callbacks.event.Text;
import dev.callbacks.event.ToolEnd;
import dev.callbacks.event.ToolError;
import dev.callbacks.event.ToolStart;
import org.jspecify.annotations.Nullable;

/**
 * A handler whose methods return at once and are awaited: it gets the next event of a run
 * when the stage for the last one is complete. The methods may be called on the emitting
 * thread, so they must not block.
 * <p>
 * Only the methods that a class overrides are called. <b>Ordering</b>: events of one run
 * come one at a time and in order. <b>Failure</b>: an exception of a method or of its
 * stage is logged and changes nothing, unless the handler's settings say
 * {@link HandlerSettings#raiseError() raise-error}.
 *
 * @since 0.1.0
 */
public non-sealed interface AsyncCallbackHandler extends Handler {

	/**
	 * Handles the start of a chat model, before the model is asked. A handler that
	 * overrides only {@link #onLlmStart} gets the conversation there, as one prompt.
	 * @param event the event
	 * @return a stage that is complete when the handler is done, or {@code null} if it is
	 */
	default @Nullable CompletionStage<?> onChatModelStart(ChatModelStart event) {
		return onEvent(event);
	}

	/**
	 * Handles the start of a model that is asked by prompts.
	 * @param event the event
	 * @return a stage that is complete when the handler is done, or {@code null} if it is
	 */
	default @Nullable CompletionStage<?> onLlmStart(LlmStart event) {
		return onEvent(event);
	}

	/**
	 * Handles the next token of a model's answer.
	 * @param event the event
	 * @return a stage that is complete when the handler is done, or {@code null} if it is
	 */
	default @Nullable CompletionStage<?> onLlmNewToken(LlmNewToken event) {
		return onEvent(event);
	}

	/**
	 * Handles the answer of a model.
	 * @param event the event
	 * @return a stage that is complete when the handler is done, or {@code null} if it is
	 */
	default @Nullable CompletionStage<?> onLlmEnd(LlmEnd event) {
		return onEvent(event);
	}

	/**
	 * Handles the failure of a model, before or during its answer.
	 * @param event the event
	 * @return a stage that is complete when the handler is done, or {@code null} if it is
	 */
	default @Nullable CompletionStage<?> onLlmError(LlmError event) {
		return onEvent(event);
	}

	/**
	 * Handles the start of a chain or step.
	 * @param event the event
	 * @return a stage that is complete when the handler is done, or {@code null} if it is
	 */
	default @Nullable CompletionStage<?> onChainStart(ChainStart event) {
		return onEvent(event);
	}

	/**
	 * Handles the end of a chain or step.
	 * @param event the event
	 * @return a stage that is complete when the handler is done, or {@code null} if it is
	 */
	default @Nullable CompletionStage<?> onChainEnd(ChainEnd event) {
		return onEvent(event);
	}

	/**
	 * Handles the failure of a chain or step.
	 * @param event the event
	 * @return a stage that is complete when the handler is done, or {@code null} if it is
	 */
	default @Nullable CompletionStage<?> onChainError(ChainError event) {
		return onEvent(event);
	}

	/**
	 * Handles the start of a tool.
	 * @param event the event
	 * @return a stage that is complete when the handler is done, or {@code null} if it is
	 */
	default @Nullable CompletionStage<?> onToolStart(ToolStart event) {
		return onEvent(event);
	}

	/**
	 * Handles the answer of a tool.
	 * @param event the event
	 * @return a stage that is complete when the handler is done, or {@code null} if it is
	 */
	default @Nullable CompletionStage<?> onToolEnd(ToolEnd event) {
		return onEvent(event);
	}

	/**
	 * Handles the failure of a tool.
	 * @param event the event
	 * @return a stage that is complete when the handler is done, or {@code null} if it is
	 */
	default @Nullable CompletionStage<?> onToolError(ToolError event) {
		return onEvent(event);
	}

	/**
	 * Handles the start of a retriever.
	 * @param event the event
	 * @return a stage that is complete when the handler is done, or {@code null} if it is
	 */
	default @Nullable CompletionStage<?> onRetrieverStart(RetrieverStart event) {
		return onEvent(event);
	}

	/**
	 * Handles the documents that a retriever found.
	 * @param event the event
	 * @return a stage that is complete when the handler is done, or {@code null} if it is
	 */
	default @Nullable CompletionStage<?> onRetrieverEnd(RetrieverEnd event) {
		return onEvent(event);
	}

	/**
	 * Handles the failure of a retriever.
	 * @param event the event
	 * @return a stage that is complete when the handler is done, or {@code null} if it is
	 */
	default @Nullable CompletionStage<?> onRetrieverError(RetrieverError event) {
		return onEvent(event);
	}

	/**
	 * Handles the decision of an agent to call a tool.
	 * @param event the event
	 * @return a stage that is complete when the handler is done, or {@code null} if it is
	 */
	default @Nullable CompletionStage<?> onAgentAction(AgentAction event) {
		return onEvent(event);
	}

	/**
	 * Handles the decision of an agent to finish.
	 * @param event the event
	 * @return a stage that is complete when the handler is done, or {@code null} if it is
	 */
	default @Nullable CompletionStage<?> onAgentFinish(AgentFinish event) {
		return onEvent(event);
	}

	/**
	 * Handles the announcement of a further attempt.
	 * @param event the event
	 * @return a stage that is complete when the handler is done, or {@code null} if it is
	 */
	default @Nullable CompletionStage<?> onRetry(Retry event) {
		return onEvent(event);
	}

	/**
	 * Handles a text that user code reported on a run.
	 * @param event the event
	 * @return a stage that is complete when the handler is done, or {@code null} if it is
	 */
	default @Nullable CompletionStage<?> onText(Text event) {
		return onEvent(event);
	}

	/**
	 * Handles data that user code reported on a run.
	 * @param event the event
	 * @return a stage that is complete when the handler is done, or {@code null} if it is
	 */
	default @Nullable CompletionStage<?> onCustomEvent(CustomEvent event) {
		return onEvent(event);
	}

	/**
	 * Handles every event whose own method is not overridden. A class that overrides this
	 * method gets all events.
	 * @param event the event
	 * @return a stage that is complete when the handler is done, or {@code null} if it is
	 */
	default @Nullable CompletionStage<?> onEvent(CallbackEvent event) {
		return null;
	}

}
