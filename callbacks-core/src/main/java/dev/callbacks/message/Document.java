// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.message;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * A document that a retriever found.
 *
 * @param id the id, or {@code null}
 * @param text the text
 * @param metadata the metadata, such as source and score
 * @since 0.1.0
 */
public record Document(@Nullable String id, String text, Map<String, Object> metadata) {

	public Document {
		Objects.requireNonNull(text, "text");
		metadata = Map.copyOf(metadata);
	}

	@Override
	public String toString() {
		return "Document[id=" + this.id + ", text=" + this.text.length() + " characters]";
	}

	/**
	 * Returns all that a retriever has found as documents. Anything else than a document
	 * becomes the text of one.
	 * @param found one thing, a collection or an array of things or of such collections,
	 * or {@code null} for none
	 * @return the documents
	 */
	public static List<Document> listOf(@Nullable Object found) {
		return all(found).flatMap(Document::all).map(Document::of).toList();
	}

	private static Stream<?> all(@Nullable Object found) {
		if (found instanceof Collection<?> several) {
			return several.stream().filter(Objects::nonNull);
		}
		return (found instanceof Object[] array) ? Arrays.stream(array).filter(Objects::nonNull)
				: Stream.ofNullable(found);
	}

	private static Document of(Object found) {
		return (found instanceof Document document) ? document : new Document(null, ObjectText.of(found), Map.of());
	}

}
