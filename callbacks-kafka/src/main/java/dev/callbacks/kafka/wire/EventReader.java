// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.kafka.wire;

import java.time.Duration;

import dev.callbacks.event.AgentAction;
import dev.callbacks.event.AgentFinish;
import dev.callbacks.event.CallbackEvent;
import dev.callbacks.event.ChainEnd;
import dev.callbacks.event.ChainError;
import dev.callbacks.event.ChainStart;
import dev.callbacks.event.ChatModelStart;
import dev.callbacks.event.CustomEvent;
import dev.callbacks.event.EndReason;
import dev.callbacks.event.EventType;
import dev.callbacks.event.LlmEnd;
import dev.callbacks.event.LlmError;
import dev.callbacks.event.LlmStart;
import dev.callbacks.event.RetrieverEnd;
import dev.callbacks.event.RetrieverError;
import dev.callbacks.event.RetrieverStart;
import dev.callbacks.event.Retry;
import dev.callbacks.event.RunInfo;
import dev.callbacks.event.Text;
import dev.callbacks.event.ToolEnd;
import dev.callbacks.event.ToolError;
import dev.callbacks.event.ToolStart;
import dev.callbacks.message.Document;

/**
 * A reader of what {@link EventFields} writes, into the same records that local handlers
 * get.
 */
final class EventReader {

	private final Fields fields;

	private final RunInfo run;

	private final long sequence;

	private final long nanos;

	EventReader(Fields fields, RunInfo run) {
		this.fields = fields;
		this.run = run;
		this.sequence = fields.number("sequence", 0);
		this.nanos = fields.number("nanos", 0);
	}

	CallbackEvent read(EventType type) {
		return switch (type) {
			case CHAT_MODEL_START -> new ChatModelStart(this.run, this.sequence,
					WireValues.list(this.fields.get("messages"), MessageFields::message),
					MessageFields.options(this.fields.object("options")), this.fields.map("parameters"));
			case LLM_START ->
				new LlmStart(this.run, this.sequence, this.fields.texts("prompts"), this.fields.map("parameters"));
			case CHAIN_START -> new ChainStart(this.run, this.sequence, this.fields.map("inputs"));
			case TOOL_START ->
				new ToolStart(this.run, this.sequence, this.fields.text("tool"), this.fields.text("description"),
						this.fields.text("input"), this.fields.map("inputs"), this.fields.textOrNull("toolCallId"));
			case RETRIEVER_START -> new RetrieverStart(this.run, this.sequence, this.fields.text("query"));
			case LLM_END -> new LlmEnd(this.run, this.sequence, this.nanos, this.fields.number("firstTokenNanos", -1),
					(int) this.fields.number("tokens", 0), MessageFields.result(this.fields.object("result")), null);
			case CHAIN_END -> new ChainEnd(this.run, this.sequence, this.nanos, this.fields.get("output"), null);
			case TOOL_END -> new ToolEnd(this.run, this.sequence, this.nanos, this.fields.get("output"), null);
			case RETRIEVER_END -> new RetrieverEnd(this.run, this.sequence, this.nanos,
					WireValues.list(this.fields.get("documents"), MessageFields::document), null);
			case LLM_ERROR, CHAIN_ERROR, TOOL_ERROR, RETRIEVER_ERROR -> readError(type);
			case AGENT_ACTION -> new AgentAction(this.run, this.sequence, this.nanos, this.fields.text("tool"),
					this.fields.get("input"), this.fields.text("log"));
			case AGENT_FINISH -> new AgentFinish(this.run, this.sequence, this.nanos, this.fields.get("output"),
					this.fields.text("log"));
			case RETRY -> new Retry(this.run, this.sequence, this.nanos, (int) this.fields.number("attempt", 0),
					Duration.ofMillis(this.fields.number("delay", 0)), failure());
			case TEXT -> new Text(this.run, this.sequence, this.nanos, this.fields.text("text"));
			case CUSTOM_EVENT -> new CustomEvent(this.run, this.sequence, this.nanos, this.fields.text("event"),
					this.fields.get("data"));
			case LLM_NEW_TOKEN -> throw new BadRecordException("a token is no lifecycle record");
		};
	}

	private CallbackEvent readError(EventType type) {
		EndReason reason = this.fields.constant("reason", EndReason.class);
		Throwable failure = failure();
		if (type == EventType.LLM_ERROR) {
			return new LlmError(this.run, this.sequence, this.nanos, this.fields.number("firstTokenNanos", -1),
					(int) this.fields.number("tokens", 0), failure, reason,
					MessageFields.result(this.fields.object("partial")), null);
		}
		Object partial = this.fields.get("partial");
		return switch (type) {
			case TOOL_ERROR -> new ToolError(this.run, this.sequence, this.nanos, failure, reason, partial, null);
			case RETRIEVER_ERROR -> new RetrieverError(this.run, this.sequence, this.nanos, failure, reason,
					WireValues.<Document>list(partial, MessageFields::document), null);
			default -> new ChainError(this.run, this.sequence, this.nanos, failure, reason, partial, null);
		};
	}

	private Throwable failure() {
		return RemoteFailures.read(this.fields.text("failure"), this.fields.textOrNull("message"));
	}

}
