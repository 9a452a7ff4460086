// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.message;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * One answer of a model.
 *
 * @param message the message
 * @param metadata metadata of the answer, such as {@code finish_reason} and
 * {@code model_name}
 * @param usage the usage of the answer, or {@code null} if the provider sends none
 * @since 0.1.0
 */
public record Generation(ChatMessage message, Map<String, Object> metadata, @Nullable Usage usage) {

	public Generation {
		Objects.requireNonNull(message, "message");
		metadata = Map.copyOf(metadata);
	}

	/**
	 * Returns the text of the answer.
	 * @return the text, which may be empty
	 */
	public String text() {
		return this.message.text();
	}

	Generation ofRun(String messageId, Map<String, Object> llmOutput) {
		ChatMessage identified = (this.message.id() != null) ? this.message : this.message.withId(messageId);
		Map<String, Object> merged = new HashMap<>(llmOutput);
		merged.putAll(this.metadata);
		return new Generation(identified, merged, this.usage);
	}

	@Override
	public String toString() {
		return "Generation[" + this.message + ", usage=" + this.usage + "]";
	}

}
