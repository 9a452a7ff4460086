// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.wire;

import java.util.concurrent.TimeUnit;

import dev.callbacks.event.AgentAction;
import dev.callbacks.event.AgentFinish;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ChainEnd;
import dev.callbacks.event.ChainError;
import dev.callbacks.event.ChainStart;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.CustomEvent;
import dev.callbacks.event.ErrorEvent;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmError;
import dev.callbacks.event.LlmStart;
import dev.callbacks.event.RetrieverEnd;
import dev.callbacks.event.RetrieverError;
import dev.callbacks.event.RetrieverStart;
import dev.callbacks.event.Retry;
import dev.callbacks.event.Text;
import dev.callbacks.event.ToolEnd;
import dev.callbacks.event.ToolError;
import dev.callbacks.event.ToolStart;
import org.jspecify.annotations.Nullable;

/**
 * A writer of what an event has beyond its run, place and time. Without content there are
 * names, counts and reasons only.
 */
final class EventFields {

	private final Fields.Writer fields;

	private final boolean content;

	private EventFields(Fields.Writer fields, boolean content) {
		this.fields = fields;
		this.content = content;
	}

	static void write(CallbackEvent event, boolean content, Fields.Writer fields) {
		new EventFields(fields, content).write(event);
	}

	private void write(CallbackEvent event) {
		if (event instanceof ErrorEvent error) {
			writeError(error);
			return;
		}
		switch (event.type()) {
			case CHAT_MODEL_START -> {
				ChatModelStart start = (ChatModelStart) event;
				content("messages", start.messages());
				this.fields.put("options", MessageFields.of(start.options(), this.content));
				content("parameters", start.parameters());
			}
			case LLM_START -> {
				content("prompts", ((LlmStart) event).prompts());
				content("parameters", ((LlmStart) event).parameters());
			}
			case CHAIN_START -> content("inputs", ((ChainStart) event).inputs());
			case TOOL_START -> writeTool((ToolStart) event);
			case RETRIEVER_START -> content("query", ((RetrieverStart) event).query());
			case LLM_END -> {
				LlmEnd end = (LlmEnd) event;
				tokens(end.firstTokenNanos(), end.tokens());
				this.fields.put("result", MessageFields.of(end.result(), this.content));
			}
			case CHAIN_END -> content("output", ((ChainEnd) event).output());
			case TOOL_END -> content("output", ((ToolEnd) event).output());
			case RETRIEVER_END -> content("documents", ((RetrieverEnd) event).documents());
			default -> writeBetween(event);
		}
	}

	private void writeTool(ToolStart start) {
		this.fields.put("tool", start.tool()).put("toolCallId", start.toolCallId());
		content("description", start.description());
		content("input", start.input());
		content("inputs", start.inputs());
	}

	private void writeBetween(CallbackEvent event) {
		if (event instanceof AgentAction action) {
			this.fields.put("tool", action.tool());
			content("input", action.input());
			content("log", action.log());
		}
		else if (event instanceof AgentFinish finish) {
			content("output", finish.output());
			content("log", finish.log());
		}
		else if (event instanceof Retry retry) {
			this.fields.put("attempt", retry.attempt()).put("delay", TimeUnit.MILLISECONDS.convert(retry.delay()));
			failure(retry.error());
		}
		else if (event instanceof Text text) {
			content("text", text.text());
		}
		else if (event instanceof CustomEvent custom) {
			this.fields.put("event", custom.name());
			content("data", custom.data());
		}
	}

	private void writeError(ErrorEvent event) {
		this.fields.put("reason", event.reason().name());
		failure(event.error());
		if (event instanceof LlmError error) {
			tokens(error.firstTokenNanos(), error.tokens());
			this.fields.put("partial", MessageFields.of(error.partial(), this.content));
		}
		else if (event instanceof ToolError error) {
			content("partial", error.partial());
		}
		else if (event instanceof RetrieverError error) {
			content("partial", error.partial());
		}
		else if (event instanceof ChainError error) {
			content("partial", error.partial());
		}
	}

	private void tokens(long firstTokenNanos, int tokens) {
		this.fields.put("firstTokenNanos", firstTokenNanos).put("tokens", tokens);
	}

	private void failure(Throwable failure) {
		this.fields.put("failure", RemoteFailures.name(failure));
		if (this.content) {
			this.fields.put("message", RemoteFailures.message(failure));
		}
	}

	private void content(String name, @Nullable Object value) {
		if (this.content) {
			this.fields.put(name, WireValues.plain(value));
		}
	}

}
