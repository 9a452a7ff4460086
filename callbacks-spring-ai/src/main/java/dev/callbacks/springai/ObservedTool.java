// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.springai;

import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

import dev.callbacks.CallbackManager;
import dev.callbacks.CurrentRun;
import dev.callbacks.Run;
import dev.callbacks.call.CallSpec;
import dev.callbacks.call.RunOpener;
import dev.callbacks.event.RunKind;
import dev.callbacks.message.ToolCall;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.model.ToolContext;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.definition.ToolDefinition;
import org.springframework.ai.tool.metadata.ToolMetadata;
import org.springframework.util.StringUtils;

/**
 * A tool whose calls are runs. What it returns and throws is its own.
 */
final class ObservedTool implements ToolCallback {

	/** The arguments that upstream gives where the model gives none. */
	private static final String NO_ARGUMENTS = "{}";

	private final CallbackManager manager;

	private final ToolCallback tool;

	private final Turns turns;

	/** The calls that the model asked for and that have not begun. */
	private final Queue<AssistantMessage.ToolCall> waiting;

	ObservedTool(CallbackManager manager, ToolCallback tool, Turns turns, Queue<AssistantMessage.ToolCall> waiting) {
		this.manager = manager;
		this.tool = tool;
		this.turns = turns;
		this.waiting = waiting;
	}

	/**
	 * The tools, each observed once.
	 */
	static List<ToolCallback> all(CallbackManager manager, List<ToolCallback> tools, Turns turns,
			Queue<AssistantMessage.ToolCall> waiting) {
		return tools.stream()
			.<ToolCallback>map((tool) -> new ObservedTool(manager, unwrap(tool), turns, waiting))
			.toList();
	}

	static ToolCallback unwrap(ToolCallback tool) {
		return (tool instanceof ObservedTool observed) ? observed.tool : tool;
	}

	/**
	 * The calls that a model asks for.
	 */
	static Queue<AssistantMessage.ToolCall> calls(@Nullable ChatResponse response) {
		Queue<AssistantMessage.ToolCall> calls = new ConcurrentLinkedQueue<>();
		if (response != null) {
			for (Generation candidate : response.getResults()) {
				AssistantMessage message = candidate.getOutput();
				calls.addAll((message != null) ? message.getToolCalls() : List.of());
			}
		}
		return calls;
	}

	/**
	 * Tells the tool of the calls that a model asks for, so that it knows their ids.
	 */
	void expect(Queue<AssistantMessage.ToolCall> calls) {
		this.waiting.addAll(calls);
	}

	@Override
	public ToolDefinition getToolDefinition() {
		return this.tool.getToolDefinition();
	}

	@Override
	public ToolMetadata getToolMetadata() {
		return this.tool.getToolMetadata();
	}

	@Override
	public String call(String input) {
		return run(input, () -> this.tool.call(input));
	}

	@Override
	public String call(String input, @Nullable ToolContext context) {
		return run(input, () -> this.tool.call(input, context));
	}

	private String run(String input, Supplier<String> body) {
		ToolDefinition definition = getToolDefinition();
		AssistantMessage.ToolCall asked = asked(definition.name(), input);
		Run before = CurrentRun.set(ToolLoop.callersRun());
		try {
			if (asked != null) {
				this.turns.act(asked);
			}
			String name = StringUtils.hasText(definition.name()) ? definition.name() : "tool";
			return CallSpec.of(RunOpener.of(this.manager), RunKind.TOOL, name)
				.observed()
				.with(McpServers.metadata(this.tool))
				.description((definition.description() != null) ? definition.description() : "")
				.input(input)
				.toolCallId((asked != null) ? asked.id() : null)
				.<String, RuntimeException>call(body::get);
		}
		finally {
			CurrentRun.set(before);
		}
	}

	/**
	 * The first call that the model asked for and that fits.
	 */
	private AssistantMessage.@Nullable ToolCall asked(String name, @Nullable String input) {
		for (AssistantMessage.ToolCall call : this.waiting) {
			String arguments = StringUtils.hasText(call.arguments()) ? call.arguments() : NO_ARGUMENTS;
			if (Objects.equals(call.name(), name) && arguments.equals(input) && this.waiting.remove(call)) {
				return call;
			}
		}
		return null;
	}

}
