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
package dev.callbacks.langchain4j;

import java.util.List;

import dev.callbacks.CallbackManager;
import dev.callbacks.message.Document;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.query.Query;
import org.jspecify.annotations.Nullable;

/**
 * A retriever whose searches are runs.
 */
final class ObservedRetriever implements ContentRetriever {

	private final CallbackManager manager;

	private final String name;

	private final ContentRetriever retriever;

	ObservedRetriever(CallbackManager manager, String name, ContentRetriever retriever) {
		this.manager = manager;
		this.name = name;
		this.retriever = retriever;
	}

	@Override
	@SuppressWarnings("NullAway")
	public List<Content> retrieve(Query query) {
		return this.manager.retriever(this.name)
			.evenIfStopped()
			.input(query.text())
			.output(ObservedRetriever::documents)
			.<List<Content>, RuntimeException>call(() -> this.retriever.retrieve(query));
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
