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
package dev.callbacks.message;

import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Something that a retriever found.
 *
 * @param id its id, or {@code null}
 * @param text its text
 * @param metadata what is known of it, such as source and score
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

}
