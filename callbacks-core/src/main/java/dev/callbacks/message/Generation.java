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

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * One answer of a model.
 *
 * @param message the message
 * @param metadata what the provider says of the answer, such as {@code finish_reason} and
 * {@code model_name}
 * @param usage what the answer cost, or {@code null} if the provider does not say
 * @since 0.1.0
 */
public record Generation(ChatMessage message, Map<String, Object> metadata, @Nullable Usage usage) {

	public Generation {
		Objects.requireNonNull(message, "message");
		metadata = Map.copyOf(metadata);
	}

	/**
	 * The text of the answer.
	 * @return the text, which may be empty
	 */
	public String text() {
		return this.message.text();
	}

	Generation ofRun(String messageId, Map<String, Object> llmOutput) {
		ChatMessage named = (this.message.id() != null) ? this.message : this.message.withId(messageId);
		Map<String, Object> merged = new HashMap<>(llmOutput);
		merged.putAll(this.metadata);
		return new Generation(named, merged, this.usage);
	}

	@Override
	public String toString() {
		return "Generation[" + this.message + ", usage=" + this.usage + "]";
	}

}
