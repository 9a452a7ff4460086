// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.message;

import org.jspecify.annotations.Nullable;

/**
 * The result of a call for embeddings, as handlers get it: without the vectors, of which
 * they can make little.
 *
 * @param count the number of embeddings
 * @param model the name of the model that answered, or {@code null} if it is not known
 * @param usage the usage that the provider reported, or {@code null}
 * @since 0.1.0
 */
public record EmbeddingResult(int count, @Nullable String model, @Nullable Usage usage) {

	/**
	 * Creates a result of which only the number of embeddings is known.
	 * @param count the number of embeddings
	 * @return the result
	 */
	public static EmbeddingResult of(int count) {
		return new EmbeddingResult(count, null, null);
	}

}
