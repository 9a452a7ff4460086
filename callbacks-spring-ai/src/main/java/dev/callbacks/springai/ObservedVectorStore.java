/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
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
