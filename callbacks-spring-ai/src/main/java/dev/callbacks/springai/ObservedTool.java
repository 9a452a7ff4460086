// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.springai;

import java.util.List;
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
import org.springframework.ai.chat.model.ToolContext;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.definition.ToolDefinition;
import org.springframework.ai.tool.metadata.ToolMetadata;
import org.springframework.util.StringUtils;

/**
 * A tool whose calls are runs. What it returns and throws is its own.
 */
final class ObservedTool implements ToolCallback {

	private final CallbackManager manager;

	private final ToolCallback tool;

	private final Turns turns;

	private final AskedTools asked;

	ObservedTool(CallbackManager manager, ToolCallback tool, Turns turns, AskedTools asked) {
		this.manager = manager;
		this.tool = tool;
		this.turns = turns;
		this.asked = asked;
	}

	/**
	 * The tools, each observed once.
	 */
	static List<ToolCallback> all(CallbackManager manager, List<ToolCallback> tools, Turns turns, AskedTools asked) {
		return tools.stream()
			.<ToolCallback>map((tool) -> new ObservedTool(manager, unwrap(tool), turns, asked))
			.toList();
	}

	static ToolCallback unwrap(ToolCallback tool) {
		return (tool instanceof ObservedTool observed) ? observed.tool : tool;
	}

	/**
	 * The calls that a model asks this tool and the others beside it for.
	 */
	AskedTools asked() {
		return this.asked;
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
		AssistantMessage.ToolCall asked = this.asked.take(definition.name(), input);
		Run callersRun = ToolLoop.callersRun();
		// a manager may call tools on threads of its own
		Run before = CurrentRun.set((callersRun != null) ? callersRun : this.asked.run());
		try {
			if (asked != null) {
				this.turns.act(asked);
			}
			String name = StringUtils.hasText(definition.name()) ? definition.name() : "tool";
			return CallSpec.of(RunOpener.observing(this.manager), RunKind.TOOL, name)
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

}
