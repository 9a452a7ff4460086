// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import dev.callbacks.DrivenRun;
import dev.callbacks.message.ChatChunk;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * The work of one call: a publisher of items, and their translation into tokens and an
 * ending of the run.
 * <p>
 * <b>Thread-safety</b>: an instance serves one call. One thread at a time calls its
 * methods, but any thread {@link #partial()}.
 *
 * @param <T> the type of the items
 * @since 0.1.0
 */
public interface Work<T> {

	/**
	 * Creates the items. Called, and subscribed to, when the start of the run is
	 * finished, with the run current. The publisher has to keep the rules of Reactive
	 * Streams; {@link LawfulFlux} enforces them on foreign code.
	 * @param run the run
	 * @param caller the caller
	 * @return the items
	 */
	Publisher<? extends T> source(DrivenRun run, Caller caller);

	/**
	 * Whether the items are the tokens of a model.
	 * @return whether they are
	 */
	default boolean isTokens() {
		return false;
	}

	/**
	 * Reads the token of an item, if the run wants tokens.
	 * @param item the item
	 * @return the token, or {@code null} if the item has none
	 */
	default @Nullable ChatChunk token(T item) {
		return null;
	}

	/**
	 * Observes an item of a run that wants no tokens.
	 * @param run the run
	 * @param item the item
	 */
	default void passed(DrivenRun run, T item) {
	}

	/**
	 * Creates the ending of the run after the last item. An exception fails the run.
	 * @return the ending
	 */
	Ending<T> complete();

	/**
	 * Returns the output so far, for the error event; may return {@code null} for models,
	 * whose tokens are known.
	 * @return the output so far
	 */
	default @Nullable Object partial() {
		return null;
	}

	/**
	 * The ending of a run.
	 *
	 * @param <T> the type of the items
	 * @param result the result of the run, or {@code null} for the sum of a model's
	 * tokens
	 * @param chunk the part of the result that no token carried, or {@code null}
	 * @param item the item that brings the chunk to the consumer as a last token, or
	 * {@code null}
	 */
	record Ending<T>(@Nullable Object result, @Nullable ChatChunk chunk, @Nullable T item) {

		/**
		 * Creates an ending with a result alone.
		 * @param <T> the type of the items
		 * @param result the result of the run
		 * @return the ending
		 */
		public static <T> Ending<T> with(@Nullable Object result) {
			return new Ending<>(result, null, null);
		}

	}

}
