// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

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

/**
 * A handler whose methods may block. In an asynchronous call they run on the callback
 * executor, and a stream waits only while the handler's window is full; in a blocking
 * call they run on the caller's thread.
 * <p>
 * Only the methods that a class overrides are called. <b>Ordering</b>: events of one run
 * come one at a time and in order. <b>Failure</b>: an exception is logged and changes
 * nothing, unless the handler's settings say {@link HandlerSettings#raiseError()
 * raise-error}.
 *
 * @since 0.1.0
 */
public non-sealed interface CallbackHandler extends Handler {

	/**
	 * Handles the start of a chat model, before the model is asked. A handler that
	 * overrides only {@link #onLlmStart} gets the conversation there, as one prompt.
	 * @param event the event
	 */
	default void onChatModelStart(ChatModelStart event) {
		onEvent(event);
	}

	/**
	 * Handles the start of a model that is asked by prompts.
	 * @param event the event
	 */
	default void onLlmStart(LlmStart event) {
		onEvent(event);
	}

	/**
	 * Handles the next token of a model's answer.
	 * @param event the event
	 */
	default void onLlmNewToken(LlmNewToken event) {
		onEvent(event);
	}

	/**
	 * Handles the answer of a model.
	 * @param event the event
	 */
	default void onLlmEnd(LlmEnd event) {
		onEvent(event);
	}

	/**
	 * Handles the failure of a model, before or during its answer.
	 * @param event the event
	 */
	default void onLlmError(LlmError event) {
		onEvent(event);
	}

	/**
	 * Handles the start of a chain or step.
	 * @param event the event
	 */
	default void onChainStart(ChainStart event) {
		onEvent(event);
	}

	/**
	 * Handles the end of a chain or step.
	 * @param event the event
	 */
	default void onChainEnd(ChainEnd event) {
		onEvent(event);
	}

	/**
	 * Handles the failure of a chain or step.
	 * @param event the event
	 */
	default void onChainError(ChainError event) {
		onEvent(event);
	}

	/**
	 * Handles the start of a tool.
	 * @param event the event
	 */
	default void onToolStart(ToolStart event) {
		onEvent(event);
	}

	/**
	 * Handles the answer of a tool.
	 * @param event the event
	 */
	default void onToolEnd(ToolEnd event) {
		onEvent(event);
	}

	/**
	 * Handles the failure of a tool.
	 * @param event the event
	 */
	default void onToolError(ToolError event) {
		onEvent(event);
	}

	/**
	 * Handles the start of a retriever.
	 * @param event the event
	 */
	default void onRetrieverStart(RetrieverStart event) {
		onEvent(event);
	}

	/**
	 * Handles the documents that a retriever found.
	 * @param event the event
	 */
	default void onRetrieverEnd(RetrieverEnd event) {
		onEvent(event);
	}

	/**
	 * Handles the failure of a retriever.
	 * @param event the event
	 */
	default void onRetrieverError(RetrieverError event) {
		onEvent(event);
	}

	/**
	 * Handles the decision of an agent to call a tool.
	 * @param event the event
	 */
	default void onAgentAction(AgentAction event) {
		onEvent(event);
	}

	/**
	 * Handles the decision of an agent to finish.
	 * @param event the event
	 */
	default void onAgentFinish(AgentFinish event) {
		onEvent(event);
	}

	/**
	 * Handles the announcement of a further attempt.
	 * @param event the event
	 */
	default void onRetry(Retry event) {
		onEvent(event);
	}

	/**
	 * Handles a text that user code reported on a run.
	 * @param event the event
	 */
	default void onText(Text event) {
		onEvent(event);
	}

	/**
	 * Handles data that user code reported on a run.
	 * @param event the event
	 */
	default void onCustomEvent(CustomEvent event) {
		onEvent(event);
	}

	/**
	 * Handles every event whose own method is not overridden. A class that overrides this
	 * method gets all events.
	 * @param event the event
	 */
	default void onEvent(CallbackEvent event) {
	}

}
