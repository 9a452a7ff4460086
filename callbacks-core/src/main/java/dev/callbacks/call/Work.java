// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.call;

import dev.callbacks.DrivenRun;
import dev.callbacks.message.ChatChunk;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * The work of one call, as a publisher of items, and what the run of the call is told of
 * them.
 * <p>
 * <b>Thread-safety</b>: for one call. Its methods are called by one thread at a time, but
 * {@link #partial()} by any.
 *
 * @param <T> the type of the items
 * @since 0.1.0
 */
public interface Work<T> {

	/**
	 * Creates the items. Called, and subscribed to, when the start of the run is
	 * finished, with the run current. They keep the rules of Reactive Streams; for those
	 * of foreign code see {@link LawfulFlux}.
	 * @param run the run
	 * @param caller who makes the call
	 * @return the items
	 */
	Publisher<? extends T> source(DrivenRun run, Caller caller);

	/**
	 * Whether the items are what a model streams.
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
	 * Takes note of an item of a run that wants no tokens.
	 * @param run the run
	 * @param item the item
	 */
	default void passed(DrivenRun run, T item) {
	}

	/**
	 * Decides how the run ends, now that all items have come. What this throws fails the
	 * run.
	 * @return the ending
	 */
	Ending<T> complete();

	/**
	 * Returns what has come so far, for the event of a run that ends in an error; may be
	 * {@code null} for models, whose tokens say it.
	 * @return what has come
	 */
	default @Nullable Object partial() {
		return null;
	}

	/**
	 * The ending of a run.
	 *
	 * @param <T> the type of the items
	 * @param result the result of the run; {@code null} for a model means what its tokens
	 * add up to
	 * @param chunk the last chunk of the run, or {@code null}: what is missing in the
	 * tokens so far
	 * @param item the item with which the caller gets that chunk, or {@code null} if the
	 * chunk is no token
	 */
	record Ending<T>(@Nullable Object result, @Nullable ChatChunk chunk, @Nullable T item) {

		/**
		 * Creates the ending of a run that was told of everything.
		 * @param <T> the type of the items
		 * @param result the result of the run
		 * @return the ending
		 */
		public static <T> Ending<T> with(@Nullable Object result) {
			return new Ending<>(result, null, null);
		}

	}

}
