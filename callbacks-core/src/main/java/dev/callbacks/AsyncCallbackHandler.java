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
 * A handler whose methods return at once and are awaited: the next event of the run comes
 * when the stage of the last one is complete. They are called on the emitting thread, so
 * they must not block.
 * <p>
 * Only the methods that a class overrides are called. <b>Ordering</b>: events of one run
 * come one at a time and in order. <b>Failure</b>: what a method throws, or its stage
 * fails with, is logged and changes nothing, unless the handler's settings say
 * {@link HandlerSettings#raiseError() raise-error}.
 *
 * @since 0.1.0
 */
public non-sealed interface AsyncCallbackHandler extends Handler {

	/**
	 * A chat model is about to be asked. A handler that has no method for this event gets
	 * {@link #onLlmStart} instead, the conversation written as one prompt.
	 * @param event the event
	 * @return a stage that is complete when the handler is done with the event, or
	 * {@code null} if it is done already
	 */
	default @Nullable CompletionStage<?> onChatModelStart(ChatModelStart event) {
		return onEvent(event);
	}

	/**
	 * A model is about to be asked by prompts.
	 * @param event the event
	 * @return a stage that is complete when the handler is done with the event, or
	 * {@code null} if it is done already
	 */
	default @Nullable CompletionStage<?> onLlmStart(LlmStart event) {
		return onEvent(event);
	}

	/**
	 * A model handed out the next piece of its answer.
	 * @param event the event
	 * @return a stage that is complete when the handler is done with the event, or
	 * {@code null} if it is done already
	 */
	default @Nullable CompletionStage<?> onLlmNewToken(LlmNewToken event) {
		return onEvent(event);
	}

	/**
	 * A model has answered.
	 * @param event the event
	 * @return a stage that is complete when the handler is done with the event, or
	 * {@code null} if it is done already
	 */
	default @Nullable CompletionStage<?> onLlmEnd(LlmEnd event) {
		return onEvent(event);
	}

	/**
	 * A model did not answer, or not to the end.
	 * @param event the event
	 * @return a stage that is complete when the handler is done with the event, or
	 * {@code null} if it is done already
	 */
	default @Nullable CompletionStage<?> onLlmError(LlmError event) {
		return onEvent(event);
	}

	/**
	 * A chain or step is about to run.
	 * @param event the event
	 * @return a stage that is complete when the handler is done with the event, or
	 * {@code null} if it is done already
	 */
	default @Nullable CompletionStage<?> onChainStart(ChainStart event) {
		return onEvent(event);
	}

	/**
	 * A chain or step has run.
	 * @param event the event
	 * @return a stage that is complete when the handler is done with the event, or
	 * {@code null} if it is done already
	 */
	default @Nullable CompletionStage<?> onChainEnd(ChainEnd event) {
		return onEvent(event);
	}

	/**
	 * A chain or step did not come to its end.
	 * @param event the event
	 * @return a stage that is complete when the handler is done with the event, or
	 * {@code null} if it is done already
	 */
	default @Nullable CompletionStage<?> onChainError(ChainError event) {
		return onEvent(event);
	}

	/**
	 * A tool is about to be called.
	 * @param event the event
	 * @return a stage that is complete when the handler is done with the event, or
	 * {@code null} if it is done already
	 */
	default @Nullable CompletionStage<?> onToolStart(ToolStart event) {
		return onEvent(event);
	}

	/**
	 * A tool has answered.
	 * @param event the event
	 * @return a stage that is complete when the handler is done with the event, or
	 * {@code null} if it is done already
	 */
	default @Nullable CompletionStage<?> onToolEnd(ToolEnd event) {
		return onEvent(event);
	}

	/**
	 * A tool failed.
	 * @param event the event
	 * @return a stage that is complete when the handler is done with the event, or
	 * {@code null} if it is done already
	 */
	default @Nullable CompletionStage<?> onToolError(ToolError event) {
		return onEvent(event);
	}

	/**
	 * A retriever is about to be asked.
	 * @param event the event
	 * @return a stage that is complete when the handler is done with the event, or
	 * {@code null} if it is done already
	 */
	default @Nullable CompletionStage<?> onRetrieverStart(RetrieverStart event) {
		return onEvent(event);
	}

	/**
	 * A retriever has answered.
	 * @param event the event
	 * @return a stage that is complete when the handler is done with the event, or
	 * {@code null} if it is done already
	 */
	default @Nullable CompletionStage<?> onRetrieverEnd(RetrieverEnd event) {
		return onEvent(event);
	}

	/**
	 * A retriever failed.
	 * @param event the event
	 * @return a stage that is complete when the handler is done with the event, or
	 * {@code null} if it is done already
	 */
	default @Nullable CompletionStage<?> onRetrieverError(RetrieverError event) {
		return onEvent(event);
	}

	/**
	 * An agent decided to call a tool.
	 * @param event the event
	 * @return a stage that is complete when the handler is done with the event, or
	 * {@code null} if it is done already
	 */
	default @Nullable CompletionStage<?> onAgentAction(AgentAction event) {
		return onEvent(event);
	}

	/**
	 * An agent decided that it is done.
	 * @param event the event
	 * @return a stage that is complete when the handler is done with the event, or
	 * {@code null} if it is done already
	 */
	default @Nullable CompletionStage<?> onAgentFinish(AgentFinish event) {
		return onEvent(event);
	}

	/**
	 * Something is about to be tried again.
	 * @param event the event
	 * @return a stage that is complete when the handler is done with the event, or
	 * {@code null} if it is done already
	 */
	default @Nullable CompletionStage<?> onRetry(Retry event) {
		return onEvent(event);
	}

	/**
	 * User code said something on a run.
	 * @param event the event
	 * @return a stage that is complete when the handler is done with the event, or
	 * {@code null} if it is done already
	 */
	default @Nullable CompletionStage<?> onText(Text event) {
		return onEvent(event);
	}

	/**
	 * User code reported something on a run.
	 * @param event the event
	 * @return a stage that is complete when the handler is done with the event, or
	 * {@code null} if it is done already
	 */
	default @Nullable CompletionStage<?> onCustomEvent(CustomEvent event) {
		return onEvent(event);
	}

	/**
	 * Something happened that has no method of its own here: whatever a class does not
	 * override ends up in this method. A class that overrides it is told of every event.
	 * @param event the event
	 * @return a stage that is complete when the handler is done with the event, or
	 * {@code null} if it is done already
	 */
	default @Nullable CompletionStage<?> onEvent(CallbackEvent event) {
		return null;
	}

}
