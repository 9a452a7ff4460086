// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.message;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * A collector of the chunks of a stream into one answer. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class ChunkCollector {

	private final StringBuilder text = new StringBuilder();

	private @Nullable StringBuilder reasoning;

	private @Nullable Map<Integer, ToolCallParts> toolCalls;

	private @Nullable Map<String, Object> metadata;

	private @Nullable Usage usage;

	private final boolean content;

	private boolean empty = true;

	/**
	 * Creates a collector of everything.
	 */
	public ChunkCollector() {
		this(true);
	}

	/**
	 * Creates a collector.
	 * @param content whether text, reasoning and calls of tools are collected; usage and
	 * metadata are in any case
	 */
	public ChunkCollector(boolean content) {
		this.content = content;
	}

	/**
	 * Adds a chunk.
	 * @param chunk the chunk
	 */
	public void add(ChatChunk chunk) {
		this.empty = false;
		if (this.content) {
			addContent(chunk);
		}
		if (chunk.usage() != null) {
			this.usage = chunk.usage();
		}
		if (!chunk.metadata().isEmpty()) {
			this.metadata = (this.metadata != null) ? this.metadata : new HashMap<>();
			this.metadata.putAll(chunk.metadata());
		}
	}

	private void addContent(ChatChunk chunk) {
		this.text.append(chunk.text());
		if (chunk.reasoning() != null) {
			this.reasoning = (this.reasoning != null) ? this.reasoning : new StringBuilder();
			this.reasoning.append(chunk.reasoning());
		}
		if (!chunk.toolCalls().isEmpty()) {
			addToolCalls(chunk.toolCalls());
		}
	}

	private void addToolCalls(List<ToolCallDelta> deltas) {
		this.toolCalls = (this.toolCalls != null) ? this.toolCalls : new TreeMap<>();
		for (ToolCallDelta delta : deltas) {
			this.toolCalls.computeIfAbsent(delta.index(), (index) -> new ToolCallParts()).add(delta);
		}
	}

	/**
	 * Returns the answer so far.
	 * @return the result, without generations if there was no chunk
	 */
	public LlmResult result() {
		if (this.empty) {
			return LlmResult.none();
		}
		List<ToolCall> calls = new ArrayList<>();
		if (this.toolCalls != null) {
			this.toolCalls.values().forEach((parts) -> calls.add(parts.toToolCall()));
		}
		Map<String, Object> all = new HashMap<>((this.metadata != null) ? this.metadata : Map.of());
		if (this.reasoning != null) {
			all.put("reasoning", this.reasoning.toString());
		}
		return LlmResult.of(new Generation(ChatMessage.assistant(this.text.toString(), calls), all, this.usage));
	}

	private static final class ToolCallParts {

		private String id = "";

		private String name = "";

		private final StringBuilder arguments = new StringBuilder();

		private void add(ToolCallDelta delta) {
			this.id = latest(delta.id(), this.id);
			this.name = latest(delta.name(), this.name);
			this.arguments.append(delta.arguments());
		}

		/**
		 * Returns what a part says, unless it says nothing: some providers send an empty
		 * text with all parts but the first.
		 */
		private static String latest(@Nullable String said, String before) {
			return (said != null && !said.isEmpty()) ? said : before;
		}

		private ToolCall toToolCall() {
			return new ToolCall(this.id, this.name, this.arguments.toString());
		}

	}

}
