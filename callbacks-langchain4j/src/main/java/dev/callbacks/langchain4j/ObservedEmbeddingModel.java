// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

import dev.callbacks.CallbackManager;
import dev.callbacks.RunConfig;
import dev.callbacks.call.CallSpec;
import dev.callbacks.call.RunOpener;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.EmbeddingResult;
import dev.callbacks.spi.ObservedBean;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.message.ContentType;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.listener.EmbeddingModelListener;
import dev.langchain4j.model.embedding.request.EmbeddingInput;
import dev.langchain4j.model.embedding.request.EmbeddingParameter;
import dev.langchain4j.model.embedding.request.EmbeddingRequest;
import dev.langchain4j.model.embedding.request.EmbeddingRequestParameters;
import dev.langchain4j.model.embedding.response.EmbeddingResponse;
import dev.langchain4j.model.output.Response;
import org.jspecify.annotations.Nullable;

/**
 * A model of embeddings whose calls are runs of their own kind, with the events of a
 * chain. They end with an {@link EmbeddingResult}.
 */
final class ObservedEmbeddingModel implements EmbeddingModel, ObservedBean {

	/** The name of a model that does not know its own. */
	private static final String UNKNOWN = "unknown";

	private final CallbackManager manager;

	private final String name;

	private final EmbeddingModel model;

	private ObservedEmbeddingModel(CallbackManager manager, String name, EmbeddingModel model) {
		this.manager = manager;
		this.name = name.isBlank() ? "embeddings" : name;
		this.model = model;
	}

	static EmbeddingModel of(CallbackManager manager, String name, EmbeddingModel model) {
		return (model instanceof ObservedBean) ? model : new ObservedEmbeddingModel(manager, name, model);
	}

	@Override
	public Object observedBean() {
		return this.model;
	}

	@Override
	public EmbeddingResponse embed(EmbeddingRequest request) {
		return observe(texts(request), () -> this.model.embed(request), Responses::result);
	}

	@Override
	public Response<Embedding> embed(String text) {
		return observe(text, () -> this.model.embed(text), (response) -> Responses.result(response, 1));
	}

	@Override
	public Response<Embedding> embed(TextSegment segment) {
		return observe(text(segment), () -> this.model.embed(segment), (response) -> Responses.result(response, 1));
	}

	@Override
	public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
		return observe(texts(segments), () -> this.model.embedAll(segments),
				(response) -> Responses.result(response, response.content().size()));
	}

	private static @Nullable List<String> texts(@Nullable EmbeddingRequest request) {
		return (request != null) ? request.inputs().stream().map(ObservedEmbeddingModel::text).toList() : null;
	}

	private static String text(EmbeddingInput input) {
		boolean isText = input.contents().size() == 1 && input.contents().get(0) instanceof TextContent;
		return isText ? input.text() : String.valueOf(input.contentTypes());
	}

	private static @Nullable String text(@Nullable TextSegment segment) {
		return (segment != null) ? segment.text() : null;
	}

	private static @Nullable List<@Nullable String> texts(@Nullable List<TextSegment> segments) {
		return (segments != null) ? segments.stream().<@Nullable String>map(ObservedEmbeddingModel::text).toList()
				: null;
	}

	@SuppressWarnings({ "unchecked", "NullAway" })
	private <R> R observe(@Nullable Object input, Supplier<R> embed, Function<R, EmbeddingResult> result) {
		return CallSpec.of(RunOpener.observing(this.manager), RunKind.EMBEDDING, this.name)
			.observed()
			.with(facts())
			.inputs(Map.of("input", String.valueOf(input)))
			.output((response) -> (response != null) ? result.apply((R) response) : null)
			.<R, RuntimeException>call(embed::get);
	}

	private RunConfig facts() {
		RunConfig facts = RunConfig.empty()
			.localMetadata("provider", Names.of(this.model::provider, this.model.getClass()));
		String name = Names.known(this.model::modelName);
		return (name != null && !name.isBlank() && !name.equals(UNKNOWN)) ? facts.localMetadata("model", name) : facts;
	}

	@Override
	public EmbeddingResponse doEmbed(EmbeddingRequest request) {
		return this.model.doEmbed(request);
	}

	@Override
	public List<EmbeddingModelListener> listeners() {
		return this.model.listeners();
	}

	@Override
	public ModelProvider provider() {
		return this.model.provider();
	}

	@Override
	public EmbeddingRequestParameters defaultRequestParameters() {
		return this.model.defaultRequestParameters();
	}

	@Override
	public Set<EmbeddingParameter<?>> supportedParameters() {
		return this.model.supportedParameters();
	}

	@Override
	public Set<ContentType> supportedContentTypes() {
		return this.model.supportedContentTypes();
	}

	@Override
	public int dimension() {
		return this.model.dimension();
	}

	@Override
	public String modelName() {
		return this.model.modelName();
	}

	@Override
	public EmbeddingModel addListener(EmbeddingModelListener listener) {
		return ShortForms.isOwn(this.model, "addListener", EmbeddingModelListener.class)
				? this.model.addListener(listener) : EmbeddingModel.super.addListener(listener);
	}

	@Override
	public EmbeddingModel addListeners(List<EmbeddingModelListener> listeners) {
		return ShortForms.isOwn(this.model, "addListeners", List.class) ? this.model.addListeners(listeners)
				: EmbeddingModel.super.addListeners(listeners);
	}

	@Override
	public String toString() {
		return this.model.toString();
	}

}
