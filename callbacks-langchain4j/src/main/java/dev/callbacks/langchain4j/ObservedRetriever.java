// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.langchain4j;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;

import dev.callbacks.CallbackManager;
import dev.callbacks.CurrentRun;
import dev.callbacks.Run;
import dev.callbacks.call.CallSpec;
import dev.callbacks.call.RunOpener;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.Document;
import dev.callbacks.spi.ObservedBean;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.content.retriever.listener.ContentRetrieverListener;
import dev.langchain4j.rag.query.Query;
import org.jspecify.annotations.Nullable;

/**
 * A retriever whose searches are runs: below the run that is current, or else, since the
 * library searches on threads of its own, below the service that the query is for.
 */
final class ObservedRetriever implements ContentRetriever, ObservedBean {

	private final Function<@Nullable ServiceCall, @Nullable CallbackManager> managers;

	private final String name;

	private final ContentRetriever retriever;

	private ObservedRetriever(Function<@Nullable ServiceCall, @Nullable CallbackManager> managers, String name,
			ContentRetriever retriever) {
		this.managers = managers;
		this.name = name;
		this.retriever = retriever;
	}

	static ContentRetriever of(CallbackManager manager, String name, ContentRetriever retriever) {
		return (retriever instanceof ObservedBean) ? retriever
				: new ObservedRetriever((call) -> manager, name.isBlank() ? "retriever" : name, retriever);
	}

	/**
	 * A retriever that is asked by AI services only.
	 */
	static ContentRetriever inService(ContentRetriever retriever) {
		return (retriever instanceof ObservedBean) ? retriever
				: new ObservedRetriever((call) -> (call != null) ? call.manager() : null, "retriever", retriever);
	}

	@Override
	public Object observedBean() {
		return this.retriever;
	}

	@Override
	@SuppressWarnings("NullAway")
	public List<Content> retrieve(Query query) {
		ServiceCall call = (query != null && query.metadata() != null)
				? ServiceCall.in(query.metadata().invocationContext()) : null;
		CallbackManager manager = this.managers.apply(call);
		if (manager == null) {
			return this.retriever.retrieve(query);
		}
		Run before = Run.find().orElse(null);
		CurrentRun.set((before != null || call == null) ? before : call.run());
		try {
			return CallSpec.of(RunOpener.observing(manager), RunKind.RETRIEVER, this.name)
				.observed()
				.input((query != null) ? query.text() : "")
				.output(ObservedRetriever::documents)
				.<List<Content>, RuntimeException>call(() -> this.retriever.retrieve(query));
		}
		finally {
			CurrentRun.set(before);
		}
	}

	@Override
	public ContentRetriever addListener(ContentRetrieverListener listener) {
		return ShortForms.isOwn(this.retriever, "addListener", ContentRetrieverListener.class)
				? this.retriever.addListener(listener) : ContentRetriever.super.addListener(listener);
	}

	@Override
	public ContentRetriever addListeners(Collection<ContentRetrieverListener> listeners) {
		return ShortForms.isOwn(this.retriever, "addListeners", Collection.class)
				? this.retriever.addListeners(listeners) : ContentRetriever.super.addListeners(listeners);
	}

	private static @Nullable Object documents(@Nullable Object found) {
		if (!(found instanceof List<?> contents)) {
			return found;
		}
		return contents.stream()
			.map((content) -> (content instanceof Content its) ? document(its.textSegment()) : content)
			.toList();
	}

	private static Document document(TextSegment segment) {
		return new Document(null, segment.text(), segment.metadata().toMap());
	}

}
