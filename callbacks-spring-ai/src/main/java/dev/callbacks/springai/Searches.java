// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.springai;

import java.util.List;
import java.util.function.Supplier;

import dev.callbacks.CallbackManager;
import dev.callbacks.call.CallSpec;
import dev.callbacks.call.RunOpener;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.Document;
import dev.callbacks.spi.ObservedBean;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.rag.Query;
import org.springframework.ai.rag.retrieval.search.DocumentRetriever;
import org.springframework.ai.vectorstore.SearchRequest;
import org.springframework.ai.vectorstore.VectorStore;
import org.springframework.ai.vectorstore.VectorStoreRetriever;

/**
 * The searches of one retriever: each is a run, whose handlers are told of the documents
 * in our terms.
 */
final class Searches {

	private final CallbackManager manager;

	private final String name;

	Searches(CallbackManager manager, String name) {
		this.manager = manager;
		this.name = name.isBlank() ? "retriever" : name;
	}

	List<org.springframework.ai.document.Document> run(String query,
			Supplier<List<org.springframework.ai.document.Document>> search) {
		return CallSpec.of(RunOpener.observing(this.manager), RunKind.RETRIEVER, this.name)
			.observed()
			.input(query)
			.output(Searches::documents).<List<org.springframework.ai.document.Document>, RuntimeException>call(
					search::get);
	}

	private static Object documents(@Nullable Object found) {
		if (!(found instanceof List<?> documents)) {
			return List.of();
		}
		return documents.stream()
			.map((document) -> (document instanceof org.springframework.ai.document.Document its)
					? new Document(its.getId(), (its.getText() != null) ? its.getText() : "", its.getMetadata())
					: document)
			.toList();
	}

	/**
	 * A part of a store, for searches.
	 */
	static class OfStore implements VectorStoreRetriever, ObservedBean {

		private final Searches searches;

		private final VectorStoreRetriever store;

		OfStore(Searches searches, VectorStoreRetriever store) {
			this.searches = searches;
			this.store = store;
		}

		@Override
		public Object observedBean() {
			return this.store;
		}

		@Override
		public List<org.springframework.ai.document.Document> similaritySearch(SearchRequest request) {
			return (request != null) ? this.searches.run(request.getQuery(), () -> this.store.similaritySearch(request))
					: this.store.similaritySearch(request);
		}

		@Override
		public List<org.springframework.ai.document.Document> similaritySearch(String query) {
			return this.searches.run(query, () -> this.store.similaritySearch(query));
		}

		@Override
		public String toString() {
			return this.store.toString();
		}

	}

	/**
	 * A retriever of documents.
	 */
	static final class OfDocuments implements DocumentRetriever, ObservedBean {

		private final Searches searches;

		private final DocumentRetriever retriever;

		OfDocuments(Searches searches, DocumentRetriever retriever) {
			this.searches = searches;
			this.retriever = retriever;
		}

		@Override
		public Object observedBean() {
			return this.retriever;
		}

		@Override
		public List<org.springframework.ai.document.Document> retrieve(Query query) {
			return (query != null) ? this.searches.run(query.text(), () -> this.retriever.retrieve(query))
					: this.retriever.retrieve(query);
		}

		@Override
		public List<org.springframework.ai.document.Document> apply(Query query) {
			return (query != null) ? this.searches.run(query.text(), () -> this.retriever.apply(query))
					: this.retriever.apply(query);
		}

		@Override
		public String toString() {
			return this.retriever.toString();
		}

	}

	/**
	 * Wraps a retriever, unless it is wrapped already.
	 */
	static Object wrap(Class<?> type, CallbackManager manager, String name, Object retriever) {
		if (retriever instanceof ObservedBean) {
			return retriever;
		}
		Searches searches = new Searches(manager, name);
		if (type == VectorStore.class) {
			return new ObservedVectorStore(searches, (VectorStore) retriever);
		}
		if (type == VectorStoreRetriever.class) {
			return new OfStore(searches, (VectorStoreRetriever) retriever);
		}
		if (type == DocumentRetriever.class) {
			return new OfDocuments(searches, (DocumentRetriever) retriever);
		}
		throw new IllegalArgumentException("A retriever is wrapped as a VectorStore, a VectorStoreRetriever or a "
				+ "DocumentRetriever, not as " + type);
	}

}
