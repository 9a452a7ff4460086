// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks;

import java.util.concurrent.CompletionStage;

import dev.callbacks.event.EndReason;
import dev.callbacks.message.ChatChunk;
import org.jspecify.annotations.Nullable;

/**
 * A run as seen by its driver, which does the work: it waits for {@link #started()},
 * appends tokens, and ends the run. Models and adapters are drivers; a {@link RunSpec}
 * drives code of your own.
 * <p>
 * <b>Thread-safety</b>: all methods may be called from any thread, and none blocks.
 * <b>Ordering</b>: the same as for {@link Run}. <b>Failure</b>: of several endings the
 * first wins, and the others do nothing.
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
	 * Whether nobody has ended the run yet.
	 * @return whether it is open
	 */
	boolean isOpen();

	/**
	 * Completes when every handler has finished the start. Fails if one with raise-error
	 * failed, or if the run ended first; then the work must not begin.
	 * @return the stage
	 */
	CompletionStage<?> started();

	/**
	 * Appends a token.
	 * @param chunk the token
	 * @return a stage that is complete when there is room for the next token, and that
	 * fails if the run is over. While no window is full it is always the same completed
	 * stage. A thread that waits in {@code toCompletableFuture().join()} or {@code get()}
	 * goes on by itself; what is chained to the stage goes on on the work executor
	 */
	CompletionStage<?> token(ChatChunk chunk);

	/**
	 * Adds to the result of a model's run what is not text: usage, finish reason, name of
	 * the model. Does nothing if the run is over.
	 * @param chunk the part to add
	 */
	void fold(ChatChunk chunk);

	/**
	 * Ends the run.
	 * @param result the result: an {@link dev.callbacks.message.LlmResult} for a model,
	 * or {@code null} for the sum of its tokens; a list of documents for a retriever
	 * @return {@link #finished()}
	 */
	CompletionStage<?> end(@Nullable Object result);

	/**
	 * Ends the run with an error.
	 * @param error the failure; those of handlers with raise-error are added to it as
	 * suppressed
	 * @return {@link #finished()}
	 */
	default CompletionStage<?> error(Throwable error) {
		return error(error, EndReason.FAILED);
	}

	/**
	 * Ends the run with an error, for a reason that its driver knows.
	 * @param error the failure
	 * @param reason the reason of the ending
	 * @return {@link #finished()}
	 */
	CompletionStage<?> error(Throwable error, EndReason reason);

}
