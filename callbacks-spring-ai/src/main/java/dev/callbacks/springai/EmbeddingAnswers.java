// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.springai;

import java.util.ArrayList;
import java.util.List;

import dev.callbacks.message.EmbeddingResult;
import dev.callbacks.message.Usage;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.BatchingStrategy;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingOptions;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.util.ReflectionUtils;

/**
 * A model of embeddings for one call, which keeps what the model answers: the shortcuts
 * of upstream return vectors only, and leave out the model and the usage. A shortcut that
 * the model has a version of its own of is the model's.
 */
final class EmbeddingAnswers implements EmbeddingModel {

	private final EmbeddingModel model;

	private final List<EmbeddingResponse> answers = new ArrayList<>();

	EmbeddingAnswers(EmbeddingModel model) {
		this.model = model;
	}

	/**
	 * The result of the call.
	 * @param count the number of embeddings
	 */
	EmbeddingResult result(int count) {
		String model = null;
		Usage usage = null;
		for (EmbeddingResponse answer : this.answers) {
			EmbeddingResult result = Responses.result(answer);
			model = (result.model() != null) ? result.model() : model;
			usage = (usage != null && result.usage() != null) ? usage.plus(result.usage())
					: ((usage != null) ? usage : result.usage());
		}
		return new EmbeddingResult(count, model, usage);
	}

	private boolean isOwn(Class<?>... arguments) {
		var method = ReflectionUtils.findMethod(this.model.getClass(), "embed", arguments);
		return method != null && !method.getDeclaringClass().isInterface();
	}

	@Override
	@SuppressWarnings("NullAway")
	public EmbeddingResponse call(EmbeddingRequest request) {
		EmbeddingResponse answer = this.model.call(request);
		if (answer != null) {
			this.answers.add(answer);
		}
		return answer;
	}

	@Override
	public float[] embed(String text) {
		return isOwn(String.class) ? this.model.embed(text) : EmbeddingModel.super.embed(text);
	}

	@Override
	public float[] embed(Document document) {
		return this.model.embed(document);
	}

	@Override
	public List<float[]> embed(List<String> texts) {
		return isOwn(List.class) ? this.model.embed(texts) : EmbeddingModel.super.embed(texts);
	}

	@Override
	public List<float[]> embed(List<Document> documents, @Nullable EmbeddingOptions options,
			BatchingStrategy batchingStrategy) {
		return isOwn(List.class, EmbeddingOptions.class, BatchingStrategy.class)
				? this.model.embed(documents, options, batchingStrategy)
				: EmbeddingModel.super.embed(documents, options, batchingStrategy);
	}

	@Override
	public EmbeddingResponse embedForResponse(List<String> texts) {
		return this.model.embedForResponse(texts);
	}

	@Override
	public @Nullable String getEmbeddingContent(Document document) {
		return this.model.getEmbeddingContent(document);
	}

	@Override
	public int dimensions() {
		return this.model.dimensions();
	}

}
