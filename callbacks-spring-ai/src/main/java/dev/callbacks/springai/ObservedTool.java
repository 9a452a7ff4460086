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
package dev.callbacks.springai;

import java.util.Queue;

import dev.callbacks.CallbackManager;
import dev.callbacks.RunCall;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ToolContext;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.definition.ToolDefinition;
import org.springframework.ai.tool.metadata.ToolMetadata;

/**
 * A tool whose calls are runs. What it returns and throws is its own.
 */
final class ObservedTool implements ToolCallback {

	private final CallbackManager manager;

	private final ToolCallback tool;

	/** The calls of a round that have not begun. */
	private final Queue<AssistantMessage.ToolCall> waiting;

	ObservedTool(CallbackManager manager, ToolCallback tool, Queue<AssistantMessage.ToolCall> waiting) {
		this.manager = manager;
		this.tool = tool;
		this.waiting = waiting;
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
		return run(input).call(() -> this.tool.call(input));
	}

	@Override
	public String call(String input, @Nullable ToolContext context) {
		return run(input).call(() -> this.tool.call(input, context));
	}

	private RunCall run(String input) {
		ToolDefinition definition = getToolDefinition();
		return this.manager.tool(definition.name())
			.evenIfStopped()
			.description(definition.description())
			.input(input)
			.toolCallId(idOf(definition.name(), input));
	}

	/**
	 * By which id the model asked for the call: that of the first that fits.
	 */
	private @Nullable String idOf(String name, String input) {
		for (AssistantMessage.ToolCall call : this.waiting) {
			if (call.name().equals(name) && input.equals(call.arguments()) && this.waiting.remove(call)) {
				return call.id();
			}
		}
		return null;
	}

}
