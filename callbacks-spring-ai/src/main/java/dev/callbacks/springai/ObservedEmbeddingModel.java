// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.springai;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

import dev.callbacks.CallbackManager;
import dev.callbacks.RunConfig;
import dev.callbacks.call.CallSpec;
import dev.callbacks.call.RunOpener;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.EmbeddingResult;
import dev.callbacks.spi.ObservedBean;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.BatchingStrategy;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingOptions;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;

/**
 * A model of embeddings whose calls are runs. They end with an {@link EmbeddingResult}.
 * It returns and throws what the model does.
 */
final class ObservedEmbeddingModel implements EmbeddingModel, ObservedBean {

	private final CallbackManager manager;

	private final String name;

	private final EmbeddingModel model;

	private final RunConfig facts;

	ObservedEmbeddingModel(CallbackManager manager, String name, EmbeddingModel model) {
		this.manager = manager;
		this.name = name.isBlank() ? "embeddings" : name;
		this.model = model;
		this.facts = RunConfig.empty().localMetadata("provider", Names.ofModel(model));
	}

	@Override
	public Object observedBean() {
		return this.model;
	}

	@Override
	public EmbeddingResponse call(EmbeddingRequest request) {
		return observe((request != null) ? request.getInstructions() : null, () -> this.model.call(request),
				Responses::result);
	}

	@Override
	public EmbeddingResponse embedForResponse(List<String> texts) {
		return observe(texts, () -> this.model.embedForResponse(texts), Responses::result);
	}

	@Override
	public float[] embed(String text) {
		EmbeddingAnswers answers = new EmbeddingAnswers(this.model);
		return observe(text, () -> answers.embed(text), (vector) -> answers.result(1));
	}

	@Override
	public float[] embed(Document document) {
		return observe(text(document), () -> this.model.embed(document), (vector) -> EmbeddingResult.of(1));
	}

	@Override
	public List<float[]> embed(List<String> texts) {
		EmbeddingAnswers answers = new EmbeddingAnswers(this.model);
		return observe(texts, () -> answers.embed(texts), (vectors) -> answers.result(vectors.size()));
	}

	@Override
	public List<float[]> embed(List<Document> documents, @Nullable EmbeddingOptions options,
			BatchingStrategy batchingStrategy) {
		EmbeddingAnswers answers = new EmbeddingAnswers(this.model);
		return observe((documents != null) ? documents.stream().map(ObservedEmbeddingModel::text).toList() : null,
				() -> answers.embed(documents, options, batchingStrategy), (vectors) -> answers.result(vectors.size()));
	}

	private static @Nullable String text(@Nullable Document document) {
		return (document != null) ? document.getText() : null;
	}

	@SuppressWarnings({ "unchecked", "NullAway" })
	private <R> R observe(@Nullable Object input, Supplier<R> embed, Function<R, EmbeddingResult> result) {
		return CallSpec.of(RunOpener.observing(this.manager), RunKind.EMBEDDING, this.name)
			.observed()
			.with(this.facts)
			.inputs(Map.of("input", String.valueOf(input)))
			.output((response) -> (response != null) ? result.apply((R) response) : null)
			.<R, RuntimeException>call(embed::get);
	}

	@Override
	public @Nullable String getEmbeddingContent(Document document) {
		return this.model.getEmbeddingContent(document);
	}

	@Override
	public int dimensions() {
		return this.model.dimensions();
	}

	@Override
	public String toString() {
		return this.model.toString();
	}

}
