// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

import java.util.concurrent.CompletionStage;

import dev.callbacks.event.EndReason;
import dev.callbacks.message.ChatChunk;
import org.jspecify.annotations.Nullable;

/**
 * A run as its driver sees it, who does the work: waits for {@link #started()}, hands
 * over tokens, and ends it. For models and adapters; code of your own is driven by
 * {@link RunSpec}.
 * <p>
 * <b>Thread-safety</b>: all methods may be called from any thread, and none blocks.
 * <b>Ordering</b>: as of {@link Run}. <b>Failure</b>: of several endings the first wins,
 * the others do nothing.
 *
 * @since 0.1.0
 */
public interface DrivenRun extends Run {

	/**
	 * Whether the run still needs tokens.
	 * @return {@code false} if {@link #token(ChatChunk)} can be left out
	 */
	boolean wantsTokens();

	/**
	 * Completes when every handler has finished the start. Fails if a handler with
	 * raise-error did, or if the run ended first; then the work must not begin.
	 * @return the stage
	 */
	CompletionStage<?> started();

	/**
	 * Appends a token.
	 * @param chunk the token
	 * @return a stage that is complete when there is room for the next token: the same
	 * completed stage unless a handler's window is full. It fails if the run is over
	 */
	CompletionStage<?> token(ChatChunk chunk);

	/**
	 * Adds to the result of a model's run what is no token: usage, why the answer ended,
	 * the name of the model. Does nothing if the run is over.
	 * @param chunk what is added
	 */
	void fold(ChatChunk chunk);

	/**
	 * Ends the run.
	 * @param result the result: an {@link dev.callbacks.message.LlmResult} for a model, a
	 * list of documents for a retriever; {@code null} for a model means what its tokens
	 * add up to
	 * @return {@link #finished()}
	 */
	CompletionStage<?> end(@Nullable Object result);

	/**
	 * Ends the run with an error.
	 * @param error what went wrong; failures of handlers with raise-error are added to it
	 * as suppressed
	 * @return {@link #finished()}
	 */
	default CompletionStage<?> error(Throwable error) {
		return error(error, EndReason.FAILED);
	}

	/**
	 * Ends the run with an error, for a reason that its driver knows.
	 * @param error what went wrong
	 * @param reason why the run ends
	 * @return {@link #finished()}
	 */
	CompletionStage<?> error(Throwable error, EndReason reason);

}
