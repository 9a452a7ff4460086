// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.handler;

import java.util.Map;
import java.util.concurrent.TimeUnit;

import dev.callbacks.event.AgentAction;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.CustomEvent;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmError;
import dev.callbacks.event.LlmNewToken;
import dev.callbacks.event.Retry;
import dev.callbacks.event.RunInfo;
import dev.callbacks.message.Generation;
import dev.callbacks.message.ObjectText;
import dev.callbacks.message.Usage;
import org.jspecify.annotations.Nullable;

/**
 * A writer of events as JSON objects, one on a line.
 */
final class EventJson {

	private final StringBuilder json = new StringBuilder("{");

	private EventJson() {
	}

	static String of(CallbackEvent event, RunInfo run, @Nullable String content) {
		EventJson line = new EventJson();
		line.add("time", event.at().toString());
		line.add("type", event.type().name());
		line.add("sequence", event.sequence());
		line.add("nanos", event.nanos());
		line.addRun(run);
		line.addDetails(event);
		if (content != null) {
			line.add("content", content);
		}
		return line.json.append('}').toString();
	}

	private void addRun(RunInfo run) {
		add("run", run.id().toString());
		if (run.parentId() != null) {
			add("parent", run.parentId().toString());
			add("root", run.rootId().toString());
		}
		add("kind", run.kind().name());
		add("name", run.name());
		if (!run.tags().isEmpty()) {
			name("tags").append('[');
			for (int i = 0; i < run.tags().size(); i++) {
				this.json.append((i > 0) ? "," : "");
				text(run.tags().get(i));
			}
			this.json.append(']');
		}
		if (!run.metadata().isEmpty()) {
			EventJson metadata = new EventJson();
			for (Map.Entry<String, Object> entry : run.metadata().entrySet()) {
				metadata.add(entry.getKey(), entry.getValue());
			}
			name("metadata").append(metadata.json).append('}');
		}
	}

	private void addDetails(CallbackEvent event) {
		if (event instanceof ErrorEvent error) {
			add("reason", error.reason().name());
			add("error", error.error().getClass().getName());
			if (event instanceof LlmError llm) {
				addTokens(llm.firstTokenNanos(), llm.tokens());
			}
		}
		else if (event instanceof LlmNewToken token) {
			add("index", token.index());
			add("last", token.last());
		}
		else if (event instanceof LlmEnd end) {
			addUsage(end.result().first());
			addTokens(end.firstTokenNanos(), end.tokens());
		}
		else if (event instanceof Retry retry) {
			add("attempt", retry.attempt());
			add("delayMillis", TimeUnit.MILLISECONDS.convert(retry.delay()));
			add("error", retry.error().getClass().getName());
		}
		else if (event instanceof AgentAction action) {
			add("tool", action.tool());
		}
		else if (event instanceof CustomEvent custom) {
			add("event", custom.name());
		}
	}

	private void addTokens(long firstTokenNanos, int tokens) {
		if (firstTokenNanos >= 0) {
			add("firstTokenNanos", firstTokenNanos);
		}
		add("tokens", tokens);
	}

	private void addUsage(@Nullable Generation generation) {
		Usage usage = (generation != null) ? generation.usage() : null;
		if (generation != null && generation.metadata().get("model_name") instanceof String model) {
			add("model", model);
		}
		if (usage != null) {
			add("inputTokens", usage.inputTokens());
			add("outputTokens", usage.outputTokens());
			add("totalTokens", usage.totalTokens());
			if (usage.estimated()) {
				add("estimated", true);
			}
		}
	}

	private void add(String name, Object value) {
		name(name);
		if (value instanceof Boolean || isFinite(value)) {
			this.json.append(value);
		}
		else {
			text(ObjectText.of(value));
		}
	}

	private static boolean isFinite(Object value) {
		return (value instanceof Integer) || (value instanceof Long)
				|| (value instanceof Double number && Double.isFinite(number));
	}

	private StringBuilder name(String name) {
		if (this.json.length() > 1) {
			this.json.append(',');
		}
		text(name);
		return this.json.append(':');
	}

	private void text(String text) {
		this.json.append('"');
		for (int i = 0; i < text.length(); i++) {
			character(text.charAt(i));
		}
		this.json.append('"');
	}

	private void character(char character) {
		switch (character) {
			case '"' -> this.json.append("\\\"");
			case '\\' -> this.json.append("\\\\");
			case '\n' -> this.json.append("\\n");
			case '\r' -> this.json.append("\\r");
			case '\t' -> this.json.append("\\t");
			default -> {
				if (character < ' ' || Character.isSurrogate(character) || character == 0x2028 || character == 0x2029) {
					this.json.append(String.format("\\u%04x", (int) character));
				}
				else {
					this.json.append(character);
				}
			}
		}
	}

}
