// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.springai;

import java.util.List;
import java.util.Optional;

import org.springframework.ai.document.Document;
import org.springframework.ai.vectorstore.VectorStore;
import org.springframework.ai.vectorstore.filter.Filter;

/**
 * A store whose searches are runs. All else is the store's own.
 */
final class ObservedVectorStore extends Searches.OfStore implements VectorStore {

	private final VectorStore store;

	ObservedVectorStore(Searches searches, VectorStore store) {
		super(searches, store);
		this.store = store;
	}

	@Override
	public String getName() {
		return this.store.getName();
	}

	@Override
	public void add(List<Document> documents) {
		this.store.add(documents);
	}

	@Override
	public void accept(List<Document> documents) {
		this.store.accept(documents);
	}

	@Override
	public void write(List<Document> documents) {
		this.store.write(documents);
	}

	@Override
	public void delete(List<String> ids) {
		this.store.delete(ids);
	}

	@Override
	public void delete(Filter.Expression expression) {
		this.store.delete(expression);
	}

	@Override
	public void delete(String expression) {
		this.store.delete(expression);
	}

	@Override
	public <T> Optional<T> getNativeClient() {
		return this.store.getNativeClient();
	}

}
