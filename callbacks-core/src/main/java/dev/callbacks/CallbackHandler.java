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
 * A handler whose methods may block. Under an asynchronous call they run on the callback
 * executor and never hold up the stream by more than the handler's window; under a
 * blocking call they run on the caller's thread.
 * <p>
 * Only the methods that a class overrides are called. <b>Ordering</b>: events of one run
 * come one at a time and in order. <b>Failure</b>: what a method throws is logged and
 * changes nothing, unless the handler's settings say {@link HandlerSettings#raiseError()
 * raise-error}.
 *
 * @since 0.1.0
 */
public non-sealed interface CallbackHandler extends Handler {

	/**
	 * A chat model is about to be asked. A handler that has no method for this event gets
	 * {@link #onLlmStart} instead, the conversation written as one prompt.
	 * @param event the event
	 */
	default void onChatModelStart(ChatModelStart event) {
		onEvent(event);
	}

	/**
	 * A model is about to be asked by prompts.
	 * @param event the event
	 */
	default void onLlmStart(LlmStart event) {
		onEvent(event);
	}

	/**
	 * A model handed out the next piece of its answer.
	 * @param event the event
	 */
	default void onLlmNewToken(LlmNewToken event) {
		onEvent(event);
	}

	/**
	 * A model has answered.
	 * @param event the event
	 */
	default void onLlmEnd(LlmEnd event) {
		onEvent(event);
	}

	/**
	 * A model did not answer, or not to the end.
	 * @param event the event
	 */
	default void onLlmError(LlmError event) {
		onEvent(event);
	}

	/**
	 * A chain or step is about to run.
	 * @param event the event
	 */
	default void onChainStart(ChainStart event) {
		onEvent(event);
	}

	/**
	 * A chain or step has run.
	 * @param event the event
	 */
	default void onChainEnd(ChainEnd event) {
		onEvent(event);
	}

	/**
	 * A chain or step did not come to its end.
	 * @param event the event
	 */
	default void onChainError(ChainError event) {
		onEvent(event);
	}

	/**
	 * A tool is about to be called.
	 * @param event the event
	 */
	default void onToolStart(ToolStart event) {
		onEvent(event);
	}

	/**
	 * A tool has answered.
	 * @param event the event
	 */
	default void onToolEnd(ToolEnd event) {
		onEvent(event);
	}

	/**
	 * A tool failed.
	 * @param event the event
	 */
	default void onToolError(ToolError event) {
		onEvent(event);
	}

	/**
	 * A retriever is about to be asked.
	 * @param event the event
	 */
	default void onRetrieverStart(RetrieverStart event) {
		onEvent(event);
	}

	/**
	 * A retriever has answered.
	 * @param event the event
	 */
	default void onRetrieverEnd(RetrieverEnd event) {
		onEvent(event);
	}

	/**
	 * A retriever failed.
	 * @param event the event
	 */
	default void onRetrieverError(RetrieverError event) {
		onEvent(event);
	}

	/**
	 * An agent decided to call a tool.
	 * @param event the event
	 */
	default void onAgentAction(AgentAction event) {
		onEvent(event);
	}

	/**
	 * An agent decided that it is done.
	 * @param event the event
	 */
	default void onAgentFinish(AgentFinish event) {
		onEvent(event);
	}

	/**
	 * Something is about to be tried again.
	 * @param event the event
	 */
	default void onRetry(Retry event) {
		onEvent(event);
	}

	/**
	 * User code said something on a run.
	 * @param event the event
	 */
	default void onText(Text event) {
		onEvent(event);
	}

	/**
	 * User code reported something on a run.
	 * @param event the event
	 */
	default void onCustomEvent(CustomEvent event) {
		onEvent(event);
	}

	/**
	 * Something happened that has no method of its own here: whatever a class does not
	 * override ends up in this method. A class that overrides it is told of every event.
	 * @param event the event
	 */
	default void onEvent(CallbackEvent event) {
	}

}
