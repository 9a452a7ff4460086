// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.wire;

import java.util.List;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;

/**
 * A model of embeddings of the application, for which all texts are alike, or that fails.
 */
class Embeddings implements EmbeddingModel {

	private volatile @Nullable Throwable failure;

	void fail(@Nullable Throwable failure) {
		this.failure = failure;
	}

	@Override
	public EmbeddingResponse call(EmbeddingRequest request) {
		Throwable failure = this.failure;
		if (failure != null) {
			SpringAiRig.<RuntimeException>sneak(failure);
		}
		return new EmbeddingResponse(IntStream.range(0, request.getInstructions().size())
			.mapToObj((index) -> new Embedding(new float[] { 1 }, index))
			.toList());
	}

	@Override
	public float[] embed(Document document) {
		return embed(document.getText());
	}

	/**
	 * A model whose class cannot be extended.
	 */
	static final class Final extends Embeddings {

	}

}
