// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.message;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The options of a request to a model. A value that is not set is left to the model.
 *
 * @param model the name of the model, or {@code null}
 * @param temperature the randomness of the answer, or {@code null}
 * @param maxTokens the largest number of tokens in an answer, or {@code null}
 * @param stop the texts at which the answer ends
 * @param streaming whether a call for one whole answer streams it, or {@code null}
 * @param tools the tools that the model may call
 * @since 0.1.0
 */
public record ChatOptions(@Nullable String model, @Nullable Double temperature, @Nullable Integer maxTokens,
		List<String> stop, @Nullable StreamingMode streaming, List<ToolDefinition> tools) {

	private static final ChatOptions NONE = new ChatOptions(null, null, null, List.of(), null, List.of());

	public ChatOptions {
		if (maxTokens != null && maxTokens < 1) {
			throw new IllegalArgumentException("maxTokens must be at least 1, not " + maxTokens);
		}
		stop = List.copyOf(stop);
		tools = List.copyOf(tools);
	}

	/**
	 * Returns options of which none is set.
	 * @return the options
	 */
	public static ChatOptions none() {
		return NONE;
	}

	/**
	 * Returns a copy with another value of {@link #model}.
	 * @param model the value
	 * @return the copy
	 */
	public ChatOptions withModel(String model) {
		return new ChatOptions(model, this.temperature, this.maxTokens, this.stop, this.streaming, this.tools);
	}

	/**
	 * Returns a copy with another value of {@link #temperature}.
	 * @param temperature the value
	 * @return the copy
	 */
	public ChatOptions withTemperature(double temperature) {
		return new ChatOptions(this.model, temperature, this.maxTokens, this.stop, this.streaming, this.tools);
	}

	/**
	 * Returns a copy with another value of {@link #maxTokens}.
	 * @param maxTokens the value
	 * @return the copy
	 */
	public ChatOptions withMaxTokens(int maxTokens) {
		return new ChatOptions(this.model, this.temperature, maxTokens, this.stop, this.streaming, this.tools);
	}

	/**
	 * Returns a copy with another value of {@link #stop}.
	 * @param stop the value
	 * @return the copy
	 */
	public ChatOptions withStop(String... stop) {
		return new ChatOptions(this.model, this.temperature, this.maxTokens, List.of(stop), this.streaming, this.tools);
	}

	/**
	 * Returns a copy with another value of {@link #streaming}.
	 * @param streaming the value
	 * @return the copy
	 */
	public ChatOptions withStreaming(StreamingMode streaming) {
		return new ChatOptions(this.model, this.temperature, this.maxTokens, this.stop, streaming, this.tools);
	}

	/**
	 * Returns a copy with another value of {@link #tools}.
	 * @param tools the value
	 * @return the copy
	 */
	public ChatOptions withTools(List<ToolDefinition> tools) {
		return new ChatOptions(this.model, this.temperature, this.maxTokens, this.stop, this.streaming, tools);
	}

	/**
	 * Returns a copy in which values that are not set are taken from other options.
	 * @param defaults the other options
	 * @return the merged options
	 */
	public ChatOptions orElse(ChatOptions defaults) {
		if (defaults == NONE) {
			return this;
		}
		return new ChatOptions((this.model != null) ? this.model : defaults.model,
				(this.temperature != null) ? this.temperature : defaults.temperature,
				(this.maxTokens != null) ? this.maxTokens : defaults.maxTokens,
				this.stop.isEmpty() ? defaults.stop : this.stop,
				(this.streaming != null) ? this.streaming : defaults.streaming,
				this.tools.isEmpty() ? defaults.tools : this.tools);
	}

}
